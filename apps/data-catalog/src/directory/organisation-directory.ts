import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Identity } from '#contracts/identity';
import { NotFound, Problem } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type { Provider } from '../../contract/entry.dto.js';
import { UnknownProvider } from '../../contract/problems.js';

const REMEMBERED_MS = 60_000;

/** Resolves providers by the identity service's directory; names are never free text. */
@Injectable()
export class OrganisationDirectory {
  private readonly known = new LRUCache<string, Provider>({ max: 5_000, ttl: REMEMBERED_MS });

  constructor(private readonly runtime: ServiceRuntime) {}

  /** What was remembered of an organisation is asked for again. */
  forget(code: string): void {
    this.known.delete(code);
  }

  /** @throws Problem `unknown-provider`, `service-unavailable` */
  async provider(code: string, call: Call): Promise<Provider> {
    const known = this.known.get(code);
    if (known) return known;
    try {
      const { name, state } = await this.runtime.client(Identity, call).getOrganisation({ code });
      if (['merged', 'split', 'dissolved'].includes(state)) throw UnknownProvider.with({ detail: ENDED });
      const provider = { code, name: name.zh };
      this.known.set(code, provider);
      return provider;
    } catch (error) {
      if (error instanceof Problem && error.is(NotFound)) throw UnknownProvider.with();
      throw error;
    }
  }
}

const ENDED = {
  zh: '该单位已合并、分设或撤销，请重新登录后以承继单位办理',
  en: 'The organisation has ended; sign in again and act for the one that took over',
};
