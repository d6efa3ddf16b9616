import { Injectable } from '@nestjs/common';
import { type Collection, MongoServerError } from 'mongodb';
import type { CloudEvent } from '#libs/contract-kit';
import { EventTooEarly } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type { EntryRegistered } from '../../contract/events.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { PUBLISH_STATES, type PublishState } from '../../contract/lifecycle.js';
import type { CatalogOverview, ProviderTally } from '../../contract/overview.dto.js';
import type { EntryProviderChanged } from '../../contract/provider-events.dto.js';
import { type CountedEntry, EFFECTS } from './counted-entry.js';

const NONE: Omit<ProviderTally, 'provider'> = {
  draft: 0,
  submitted: 0,
  deptApproved: 0,
  published: 0,
  rejected: 0,
  changeReview: 0,
  revoked: 0,
  changing: 0,
  online: 0,
  onlineReview: 0,
  steps: 0,
};

interface Row extends Pick<ProviderTally, 'steps' | 'changing' | 'online' | 'onlineReview'> {
  _id: { provider: string; publishState: PublishState };
  entries: number;
}

/**
 * Counts entries by provider and state, from the events alone. Each event has its effect exactly once: the
 * write asks for the version before it, so a second delivery changes nothing and an early one waits.
 */
@Injectable()
export class OverviewProjection {
  private readonly counted: Collection<CountedEntry>;

  constructor(runtime: ServiceRuntime) {
    this.counted = runtime.database.db.collection('overview');
    runtime.beforeServing(async () => {
      await this.counted.createIndex({ provider: 1, publishState: 1 });
    });
    runtime.onEvents('overview', (event) => this.take(event));
  }

  async take(event: CloudEvent): Promise<void> {
    const effect = effectOf(event);
    if (!effect) return;
    if (event.aggregateversion === 1) return this.begin(event);
    const { matchedCount } = await this.counted.updateOne(
      { _id: event.aggregateid, version: event.aggregateversion - 1 },
      { $set: { version: event.aggregateversion, ...effect }, $inc: { steps: 1 } },
    );
    if (matchedCount === 1) return;
    const known = await this.counted.findOne({ _id: event.aggregateid });
    if (known && known.version >= event.aggregateversion) return; // delivered again
    throw new EventTooEarly(event, (known?.version ?? 0) + 1);
  }

  async overview(): Promise<CatalogOverview> {
    const rows = await this.counted
      .aggregate<Row>([
        {
          $group: {
            _id: { provider: '$provider', publishState: '$publishState' },
            entries: { $sum: 1 },
            steps: { $sum: '$steps' },
            changing: { $sum: { $cond: ['$changing', 1, 0] } },
            online: { $sum: { $cond: ['$online', 1, 0] } },
            onlineReview: { $sum: { $cond: ['$onlineReview', 1, 0] } },
          },
        },
      ])
      .toArray();
    const tallies = new Map<string, ProviderTally>();
    for (const { _id, entries, ...counts } of rows) {
      const tally = tallies.get(_id.provider) ?? { provider: _id.provider, ...NONE };
      tally[_id.publishState] += entries;
      for (const name of ['steps', 'changing', 'online', 'onlineReview'] as const)
        tally[name] += counts[name];
      tallies.set(_id.provider, tally);
    }
    const providers = [...tallies.values()].sort((a, b) => (a.provider < b.provider ? -1 : 1));
    const sum = (count: (tally: ProviderTally) => number) =>
      providers.reduce((all, tally) => all + count(tally), 0);
    return {
      providers,
      entries: sum((tally) => PUBLISH_STATES.reduce((all, state) => all + tally[state], 0)),
      published: sum((tally) => tally.published + tally.changeReview),
      online: sum((tally) => tally.online),
      steps: sum((tally) => tally.steps),
    };
  }

  private async begin(event: CloudEvent): Promise<void> {
    const { provider } = event.data as EntryRegistered;
    try {
      await this.counted.insertOne({
        _id: event.aggregateid,
        version: 1,
        provider: provider.code,
        publishState: 'draft',
        steps: 1,
      });
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === 11000)) throw error; // 11000: delivered again
    }
  }
}

/** What an event changes of the counted entry; `undefined` when it is not counted. */
function effectOf(event: CloudEvent): Partial<CountedEntry> | undefined {
  if (event.type === DataCatalog.events.entryProviderChanged.subject)
    return { provider: (event.data as EntryProviderChanged).provider.code };
  return EFFECTS.get(event.type);
}
