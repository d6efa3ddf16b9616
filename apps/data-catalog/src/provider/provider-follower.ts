import { Injectable } from '@nestjs/common';
import { Identity } from '#contracts/identity';
import type { CloudEvent } from '#libs/contract-kit';
import { callAfter, ServiceRuntime } from '#libs/service-host';
import { happened } from '#libs/store';
import type { Provider } from '../../contract/entry.dto.js';
import type { EntryRegistered } from '../../contract/events.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { OrganisationDirectory } from '../directory/organisation-directory.js';
import type { EntryState } from '../entry/entry.js';
import { EntryStore } from '../entry/entry.store.js';
import { ProviderLedger } from './provider-ledger.js';

interface Named {
  readonly zh: string;
}

/** What the events that are listened to carry. */
interface OrganisationFact {
  readonly code: string;
  readonly name: Named;
  readonly into: string;
  readonly intoName: Named;
  readonly heir: string;
  readonly heirName: Named;
}

const { events } = Identity;
const BATCH = 100;

/**
 * Entries follow their organisations: to the successor after a merger or a split, to the new name after a
 * renaming. An event comes again until it was taken, and each entry is decided from its state, so that any
 * interruption only delays. An entry that was begun meanwhile under the old provider is looked at by its own event.
 */
@Injectable()
export class ProviderFollower {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly ledger: ProviderLedger,
    private readonly entries: EntryStore,
    private readonly directory: OrganisationDirectory,
  ) {
    runtime.onEvents('providers', (event) => this.take(event));
  }

  async take(event: CloudEvent): Promise<void> {
    if (event.type === DataCatalog.events.entryRegistered.subject)
      return this.settle((event.data as EntryRegistered).id, event);
    const fact = event.data as OrganisationFact;
    switch (event.type) {
      case events.organisationRenamed.subject:
        await this.ledger.noteName(fact.code, fact.name.zh, event.aggregateversion);
        break;
      case events.organisationMerged.subject:
        await this.succession(fact.code, fact.into, fact.intoName);
        break;
      case events.organisationSplit.subject:
        await this.succession(fact.code, fact.heir, fact.heirName);
        break;
    }
    this.directory.forget(fact.code);
    await this.settleAll(fact.code, event);
  }

  private async succession(code: string, successor: string, name: Named): Promise<void> {
    await this.ledger.noteName(successor, name.zh, 0);
    await this.ledger.noteSuccessor(code, successor);
  }

  /** Goes on until the last successor is the same before and after: it may itself be merged meanwhile. */
  private async settleAll(code: string, event: CloudEvent): Promise<void> {
    for (let settled = ''; ; ) {
      const last = (await this.ledger.present({ code, name: '' })).code;
      if (last === settled) return;
      for (const each of new Set([code, settled || code])) await this.settleEntriesOf(each, event);
      settled = last;
    }
  }

  private async settleEntriesOf(code: string, event: CloudEvent): Promise<void> {
    for (let after = ''; ; ) {
      const rows = await this.entries.documents
        .find({ 'state.provider.code': code, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(BATCH)
        .project<{ _id: string }>({ _id: 1 })
        .toArray();
      for (const { _id } of rows) await this.settle(_id, event);
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) return;
      after = last._id;
    }
  }

  private async settle(id: string, event: CloudEvent): Promise<void> {
    const entry = await this.entries.load(id);
    const provider = await this.ledger.present(entry.state.provider);
    if (isSame(entry.state.provider, provider)) return;
    await this.entries.update(id, {}, callAfter(this.runtime, event), ({ state }) =>
      change(id, state, provider),
    );
  }
}

function change(id: string, state: EntryState, provider: Provider) {
  if (isSame(state.provider, provider)) return [];
  const origin = state.origin ?? state.provider.code;
  return [
    happened(DataCatalog.events.entryProviderChanged, {
      id,
      title: state.fields.title,
      provider,
      former: state.provider,
      origin,
    }),
  ];
}

function isSame(one: Provider, other: Provider): boolean {
  return one.code === other.code && one.name === other.name;
}
