import { Injectable } from '@nestjs/common';
import { NotFound } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import type { CompareEntry, EntryComparison } from '../../contract/comparison.dto.js';
import type { EntryFields } from '../../contract/entry-fields.dto.js';
import type {
  EntryVersion,
  GetVersion,
  GetVersionAsOf,
  ListVersions,
  VersionList,
} from '../../contract/version.dto.js';
import { viewDiff } from '../diff/diff-view.js';
import { diffEntries, sameFields } from '../diff/entry-diff.js';
import type { EntryState } from './entry.js';
import { EntryStore } from './entry.store.js';
import { contentAfter, summaryOf, versionAsOf, versionsOf } from './entry-timeline.js';
import { EntryWrites } from './entry-writes.js';
import { isPublic, seesWork } from './public-entry.js';

/** Published versions, and what differs between two points of an entry's life. */
@Injectable()
export class VersionQueries {
  constructor(
    private readonly entries: EntryStore,
    private readonly writes: EntryWrites,
  ) {}

  async list({ id }: ListVersions, call: Call): Promise<VersionList> {
    const versions = await this.versions(id, call);
    return { id, versions: versions.reverse().map(summaryOf) };
  }

  async get({ id, number }: GetVersion, call: Call): Promise<EntryVersion> {
    return found((await this.versions(id, call)).find((version) => version.number === number));
  }

  async asOf({ id, date }: GetVersionAsOf, call: Call): Promise<EntryVersion> {
    return found(versionAsOf(await this.versions(id, call), date));
  }

  async compare({ id, from, to }: CompareEntry, call: Call): Promise<EntryComparison> {
    const { state } = await this.writes.seen(id, call);
    const [before, after] = await Promise.all([
      this.content(id, state, from, call),
      this.content(id, state, to, call),
    ]);
    return { id, from, to, same: sameFields(before, after), ...viewDiff(diffEntries(before, after)) };
  }

  /** Those that the caller may read: of a revoked entry nothing is public any more but its tombstone. */
  private async versions(id: string, call: Call): Promise<EntryVersion[]> {
    const { state } = await this.writes.seen(id, call);
    if (!isPublic(state) && !seesWork(state, call.caller)) return [];
    return versionsOf(id, await this.entries.history(id));
  }

  private async content(id: string, state: EntryState, point: string, call: Call): Promise<EntryFields> {
    if (/^\d/.test(point)) return (await this.get({ id, number: Number(point) }, call)).fields;
    if (point === 'published') return found(isPublic(state) ? state.fields : undefined);
    if (!seesWork(state, call.caller)) throw NotFound.with();
    if (point === 'change') return found(state.change?.fields);
    return found(contentAfter(await this.entries.history(id), Number(point.slice(1))));
  }
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw NotFound.with();
  return value;
}
