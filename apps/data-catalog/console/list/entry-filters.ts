import type { LocationQuery, LocationQueryRaw } from 'vue-router';

import type { ShareType } from '../../contract/entry-fields.dto.js';
import type { ChangeState, OnlineState, PublishState } from '../../contract/lifecycle.js';
import { CHANGE_STATES, ONLINE_STATES, SHARE_TYPES, STATES } from '../labels.js';

export interface EntryFilters {
  q: string;
  provider: string;
  publishState: PublishState | '';
  changeState: ChangeState | '';
  onlineState: OnlineState | '';
  shareType: ShareType | '';
}

export const NO_FILTERS: Readonly<EntryFilters> = {
  q: '',
  provider: '',
  publishState: '',
  changeState: '',
  onlineState: '',
  shareType: '',
};

/** Filters live in the address, so that a list can be bookmarked, sent and come back to. */
export function filtersOf(query: LocationQuery): EntryFilters {
  return {
    q: one(query.q),
    provider: one(query.provider),
    publishState: known(STATES, one(query.state)),
    changeState: known(CHANGE_STATES, one(query.change)),
    onlineState: known(ONLINE_STATES, one(query.online)),
    shareType: known(SHARE_TYPES, one(query.share)),
  };
}

export function addressOf(filters: EntryFilters): LocationQueryRaw {
  return {
    q: filters.q.trim() || undefined,
    provider: filters.provider || undefined,
    state: filters.publishState || undefined,
    change: filters.changeState || undefined,
    online: filters.onlineState || undefined,
    share: filters.shareType || undefined,
  };
}

function one(value: LocationQuery[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}

function known<Value extends string>(labels: Record<Value, unknown>, value: string): Value | '' {
  return Object.hasOwn(labels, value) ? (value as Value) : '';
}
