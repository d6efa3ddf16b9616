/** A failure that its reader can mend: shown without a stack, with the remedy. */
export class UserError extends Error {
  override readonly name: string = 'UserError';

  constructor(
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The remedy an error carries, whatever its class; undefined when it has none. */
export function remedyOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('remedy' in error)) return undefined;
  return typeof error.remedy === 'string' ? error.remedy : undefined;
}
