/** A message of an SSE stream. */
export interface SseMessage {
  readonly id: number;
  readonly event: string;
  readonly data: string;
}

/** Reads `/events` as a client without an SSE library would. */
export class SseReader {
  readonly messages: SseMessage[] = [];
  /** Last `id:` line, with or without an event. */
  lastId = 0;
  ended = false;
  text = '';
  private readonly abort = new AbortController();

  private constructor(readonly response: Response) {}

  static async open(url: string, headers: Record<string, string>): Promise<SseReader> {
    const abort = new AbortController();
    const reader = new SseReader(await fetch(url, { headers, signal: abort.signal }));
    reader.abort.signal.addEventListener('abort', () => abort.abort());
    if (reader.response.status === 200) {
      void reader.read();
      // The greeting: from here on every event reaches us.
      await reader.until(() => reader.text !== '');
    }
    return reader;
  }

  close(): void {
    this.abort.abort();
  }

  async until(condition: () => boolean, withinMs = 5_000): Promise<void> {
    const limit = Date.now() + withinMs;
    while (!condition()) {
      if (Date.now() > limit) {
        throw new Error(
          `waited in vain; ended: ${this.ended}, id ${this.lastId}, last: ${this.text.slice(-300)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  get ids(): number[] {
    return this.messages.map(({ id }) => id);
  }

  private async read(): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.response.body ?? []) {
        const text = decoder.decode(chunk as Uint8Array, { stream: true });
        this.text = (this.text + text).slice(-2_000);
        rest += text;
        const blocks = rest.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } catch {
      // cut or closed: the same for us
    }
    this.ended = true;
  }

  private take(block: string): void {
    const field = (name: string) =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const id = field('id');
    if (id) this.lastId = Number(id);
    const data = field('data');
    if (data !== undefined) this.messages.push({ id: this.lastId, event: field('event') ?? '', data });
  }
}
