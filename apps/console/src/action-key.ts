/**
 * Idempotency key of one user action. The same content keeps its key until the action is settled, so that a
 * second click after a lost answer repeats the command instead of doing it again.
 */
export class ActionKey {
  #content: string | undefined;
  #key = '';

  for(content: unknown): string {
    const text = JSON.stringify(content) ?? '';
    if (text !== this.#content) {
      this.#content = text;
      this.#key = newKey();
    }
    return this.#key;
  }

  settle(): void {
    this.#content = undefined;
  }
}

/** UUIDv4. `crypto.randomUUID` exists only on HTTPS and loopback; a city's intranet may have neither. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, at) => {
    const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
