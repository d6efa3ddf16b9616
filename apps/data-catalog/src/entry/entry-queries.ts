import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import { hasAnyRole } from '#libs/access';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, invalidCursor, NotFound } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { type AggregateDocument, type Loaded, literalPattern } from '#libs/store';
import {
  ENTRY_ACTIONS,
  type Entry,
  type EntryActions,
  type EntryHistory,
  type EntryPage,
  type GetEntry,
  type GetEntryByCode,
  type SearchEntries,
} from '../../contract/entry.dto.js';
import { DataCatalog } from '../../contract/index.js';
import type { EntryState } from './entry.js';
import { EntryStore } from './entry.store.js';
import { missingFields } from './entry-completeness.js';
import { maySee, REVIEWING_ROLES, refusal } from './entry-machine.js';
import { summariseEntry, viewEntry } from './entry-view.js';
import { queryGrams, queryWords } from './search-text.js';

type EntryFilter = Filter<AggregateDocument<EntryState>>;

const MOST_COUNTED = 1_000;
const MOST_STEPS = 500;

/** The queries of the entry. What the caller may not see is not found, whatever is asked. */
@Injectable()
export class EntryQueries {
  constructor(private readonly entries: EntryStore) {}

  async get({ id }: GetEntry, call: Call): Promise<Entry> {
    return viewEntry(await this.seen(id, call));
  }

  async getByCode({ code }: GetEntryByCode, call: Call): Promise<Entry> {
    const document = await this.entries.documents.findOne({ 'state.codes.code': code });
    if (!document || !maySee(document.state, call.caller)) throw NotFound.with();
    return viewEntry({ id: document._id, version: document.v, state: document.state });
  }

  async search(request: SearchEntries, call: Call): Promise<EntryPage> {
    const limit = request.limit ?? DEFAULT_PAGE;
    const all: EntryFilter = { $and: [visibleTo(call), ...conditions(request)] };
    const { documents } = this.entries;
    const [rows, counted] = await Promise.all([
      documents
        .find(request.cursor ? { $and: [all, after(request.cursor)] } : all)
        .sort({ updatedAt: -1, _id: -1 })
        .limit(limit + 1)
        .project<AggregateDocument<EntryState>>({ derived: 0, pending: 0, commands: 0 })
        .toArray(),
      documents.countDocuments(all, { limit: MOST_COUNTED + 1 }),
    ]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => summariseEntry({ id: row._id, version: row.v, state: row.state })),
      total: Math.min(counted, MOST_COUNTED),
      more: counted > MOST_COUNTED,
      ...(rows.length > limit && last && { next: encodeCursor([last.updatedAt.getTime(), last._id]) }),
    };
  }

  async actions({ id }: GetEntry, call: Call): Promise<EntryActions> {
    const { state, version } = await this.seen(id, call);
    return {
      id,
      version,
      actions: ENTRY_ACTIONS.map((action) => {
        const problem = refusal(action, state, call.caller);
        return { action, allowed: !problem, ...(problem && { because: problem.problem.code }) };
      }),
      missing: missingFields(state.fields),
    };
  }

  async history({ id }: GetEntry, call: Call): Promise<EntryHistory> {
    await this.seen(id, call);
    const events = await this.entries.history(id, MOST_STEPS);
    const names = new Map(Object.values(DataCatalog.events).map((event) => [event.subject, event.name]));
    return {
      id,
      steps: events.map((event) => {
        const { comment, reason } = event.data as { comment?: string; reason?: string };
        const said = comment ?? reason;
        return {
          version: event.aggregateversion,
          event: names.get(event.type) ?? event.type,
          at: event.time,
          actor: event.actor,
          ...(event.actororganisation && { organisation: event.actororganisation }),
          ...(said && { comment: said }),
        };
      }),
    };
  }

  private async seen(id: string, call: Call): Promise<Loaded<EntryState>> {
    const entry = await this.entries.load(id);
    if (!maySee(entry.state, call.caller)) throw NotFound.with();
    return entry;
  }
}

/** The rights filter, applied inside the search: pages are never filtered afterwards. */
function visibleTo({ caller }: Call): EntryFilter {
  if (hasAnyRole(caller, REVIEWING_ROLES)) return {};
  const published: EntryFilter = { 'state.publishState': 'published' };
  return caller.organisation
    ? { $or: [published, { 'state.provider.code': caller.organisation }] }
    : published;
}

function conditions({ q, provider, publishState, shareType, classification }: SearchEntries): EntryFilter[] {
  return [
    ...(q ? [{ 'derived.grams': { $all: queryGrams(q) } } as EntryFilter] : []),
    ...(q
      ? queryWords(q).map((word) => ({ 'derived.text': { $regex: literalPattern(word) } }) as EntryFilter)
      : []),
    ...(provider ? [{ 'state.provider.code': provider }] : []),
    ...(publishState ? [{ 'state.publishState': publishState }] : []),
    ...(shareType ? [{ 'state.fields.shareType': shareType }] : []),
    ...(classification
      ? [{ 'state.fields.classifications': { $regex: `^${literalPattern(classification)}` } } as EntryFilter]
      : []),
  ];
}

function after(cursor: string): EntryFilter {
  const [at, id] = decodeCursor(cursor) ?? [];
  const updatedAt = new Date(typeof at === 'number' ? at : Number.NaN);
  if (Number.isNaN(updatedAt.getTime()) || typeof id !== 'string') throw invalidCursor();
  return { $or: [{ updatedAt: { $lt: updatedAt } }, { updatedAt, _id: { $lt: id } }] };
}
