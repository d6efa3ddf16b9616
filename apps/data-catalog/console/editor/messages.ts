import type { ComputedRef, InjectionKey } from 'vue';
import type { FieldMessages } from './draft-rules.js';

/** Messages of the form's fields. */
export class Messages {
  constructor(
    private readonly own: FieldMessages,
    private readonly ofServer: FieldMessages,
    /** Fields that are merely empty stay quiet until the first attempt to save. */
    private readonly quiet: boolean,
  ) {}

  /** Message of a field, or the first of what lies below it. */
  at(pointer: string): string | undefined {
    return this.ofServer.get(pointer) ?? this.#own(pointer) ?? this.#below(pointer);
  }

  exactly(pointer: string): string | undefined {
    return this.ofServer.get(pointer) ?? this.#own(pointer);
  }

  #own(pointer: string): string | undefined {
    return this.quiet && /^\/(title|items\/\d+\/nameCn)$/.test(pointer) ? undefined : this.own.get(pointer);
  }

  #below(pointer: string): string | undefined {
    for (const messages of [this.ofServer, this.own])
      for (const [key, message] of messages) if (key.startsWith(`${pointer}/`)) return message;
    return undefined;
  }
}

export const MESSAGES: InjectionKey<ComputedRef<Messages>> = Symbol('messages of the form');
