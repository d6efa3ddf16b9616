/** One way that was tried to get a binary, and why it did not help. */
export interface Attempt {
  readonly source: string;
  readonly outcome: string;
}

/** No usable server binary was found or could be fetched. `message` holds the whole story for a terminal. */
export class ServerBinaryNotFound extends Error {
  override readonly name = 'ServerBinaryNotFound';

  constructor(
    readonly server: string,
    readonly tried: readonly Attempt[],
    readonly remedies: readonly string[],
  ) {
    super(
      [
        `No usable ${server} was found.`,
        'Tried:',
        ...tried.map((attempt) => `  - ${attempt.source}: ${attempt.outcome}`),
        'Any one of these helps:',
        ...remedies.map((remedy, index) => `  ${index + 1}. ${remedy}`),
      ].join('\n'),
    );
  }

  /** The remedies as one text. */
  get remedy(): string {
    return this.remedies.map((remedy, index) => `${index + 1}. ${remedy}`).join(' ');
  }
}

/** A server was started but did not become usable. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError';

  constructor(
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
