import { Injectable } from '@nestjs/common';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, invalidCursor, NotFound } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import type { AggregateDocument, Loaded } from '#libs/store';
import type {
  Entry,
  EntryActions,
  EntryHistory,
  EntryPage,
  GetEntry,
  GetEntryByCode,
  SearchEntries,
} from '../../contract/entry.dto.js';
import { ALL_ACTIONS } from '../../contract/lifecycle.js';
import { formOf } from './action-forms.js';
import type { EntryState } from './entry.js';
import { EntryStore } from './entry.store.js';
import { missingFields } from './entry-completeness.js';
import { type EntryFilter, searchFilter } from './entry-filter.js';
import { machineOf, maySee, refusal } from './entry-machine.js';
import { stepsOf, workedOn } from './entry-timeline.js';
import { summariseEntry, viewEntry } from './entry-view.js';
import { seesWork } from './public-entry.js';

const MOST_COUNTED = 1_000;
const MOST_STEPS = 500;

/** The queries of the entry. What the caller may not see is not found, whatever is asked. */
@Injectable()
export class EntryQueries {
  constructor(private readonly entries: EntryStore) {}

  async get({ id }: GetEntry, call: Call): Promise<Entry> {
    return viewEntry(await this.seen(id, call), call.caller);
  }

  async getByCode({ code }: GetEntryByCode, call: Call): Promise<Entry> {
    const document = await this.entries.documents.findOne({
      $or: [{ 'state.codes.code': code }, { 'state.retiredCodes.code': code }],
    });
    if (!document || !maySee(document.state, call.caller)) throw NotFound.with();
    return viewEntry({ id: document._id, version: document.v, state: document.state }, call.caller);
  }

  async search(request: SearchEntries, call: Call): Promise<EntryPage> {
    const limit = request.limit ?? DEFAULT_PAGE;
    const all = searchFilter(request, call);
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
      items: page.map((row) =>
        summariseEntry({ id: row._id, version: row.v, state: row.state }, call.caller),
      ),
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
      actions: ALL_ACTIONS.map((action) => {
        const problem = refusal(action, state, call.caller);
        return {
          action,
          machine: machineOf(action),
          allowed: !problem,
          ...(problem ? { because: problem.problem.code } : { form: formOf(action) }),
        };
      }),
      missing:
        state.publishState === 'revoked'
          ? []
          : missingFields(seesWork(state, call.caller) ? workedOn(state) : state.fields),
    };
  }

  async history({ id }: GetEntry, call: Call): Promise<EntryHistory> {
    const { state } = await this.seen(id, call);
    return { id, steps: stepsOf(await this.entries.history(id), seesWork(state, call.caller), MOST_STEPS) };
  }

  private async seen(id: string, call: Call): Promise<Loaded<EntryState>> {
    const entry = await this.entries.load(id);
    if (!maySee(entry.state, call.caller)) throw NotFound.with();
    return entry;
  }
}

function after(cursor: string): EntryFilter {
  const [at, id] = decodeCursor(cursor) ?? [];
  const updatedAt = new Date(typeof at === 'number' ? at : Number.NaN);
  if (Number.isNaN(updatedAt.getTime()) || typeof id !== 'string') throw invalidCursor();
  return { $or: [{ updatedAt: { $lt: updatedAt } }, { updatedAt, _id: { $lt: id } }] };
}
