import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType } from '#libs/store';
import { applyToEntry, type EntryState } from './entry.js';
import { fold } from './entry-rules.js';
import { grams, searchText } from './search-text.js';

export const TITLE_INDEX = 'title_of_provider';
export const CODE_INDEX = 'code';

/** A title is unique with a provider; what came from another organisation keeps that one's room of titles. */
export function titleKeyOf({ fields, origin }: Pick<EntryState, 'fields' | 'origin'>): string {
  return origin ? `${origin} ${fold(fields.title)}` : fold(fields.title);
}

const ENTRY: AggregateType<EntryState> = {
  name: 'entry',
  schemaVersion: 2,
  apply: applyToEntry,
  organisationOf: (entry) => entry.provider.code,
  derive: (entry) => {
    const text = searchText(entry.fields);
    return { titleKey: titleKeyOf(entry), text, grams: grams(text) };
  },
  indexes: [
    { key: { 'state.provider.code': 1, 'derived.titleKey': 1 }, unique: true, name: TITLE_INDEX },
    {
      key: { 'state.codes.code': 1 },
      unique: true,
      name: CODE_INDEX,
      partialFilterExpression: { 'state.codes.code': { $exists: true } },
    },
    { key: { 'state.retiredCodes.code': 1 }, sparse: true, name: 'retired_code' },
    { key: { updatedAt: -1, _id: -1 }, name: 'newest' },
    { key: { 'state.change.state': 1, updatedAt: -1 }, sparse: true, name: 'newest_change' },
    { key: { 'state.online.state': 1, updatedAt: -1 }, sparse: true, name: 'newest_online' },
    { key: { 'state.provider.code': 1, updatedAt: -1 }, name: 'newest_of_provider' },
    { key: { 'state.publishState': 1, updatedAt: -1 }, name: 'newest_in_state' },
    { key: { 'state.fields.classifications': 1, updatedAt: -1 }, name: 'newest_in_class' },
    { key: { 'derived.grams': 1 }, name: 'grams' },
    { key: { 'state.publishState': 1, 'state.updatedAt': 1, _id: 1 }, name: 'waiting' },
    {
      key: { 'state.publishState': 1, 'state.provider.code': 1, 'state.updatedAt': 1, _id: 1 },
      name: 'waiting_of_provider',
    },
  ],
};

/** Catalog entries in MongoDB. */
@Injectable()
export class EntryStore extends AggregateStore<EntryState> {
  constructor(runtime: ServiceRuntime) {
    super(ENTRY, runtime.store);
  }
}
