import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import type { Query } from '#console';
import type { FlowOutcome } from '../contract/flow.dto.js';
import { OUTCOMES } from './texts.js';

export interface FlowFilters {
  service: string;
  operation: string;
  actor: string;
  outcome: FlowOutcome | '';
  /** As `datetime-local` fields have it, in the reader's own zone. */
  since: string;
  until: string;
  minMs: string;
}

const NAMES = ['service', 'operation', 'actor', 'since', 'until', 'minMs'] as const;

export const NO_FILTERS: Readonly<FlowFilters> = {
  service: '',
  operation: '',
  actor: '',
  outcome: '',
  since: '',
  until: '',
  minMs: '',
};

/** Filters live in the address, so that a list can be bookmarked, sent and come back to. */
export function filtersOf(query: LocationQuery): FlowFilters {
  const one = (name: string) => (typeof query[name] === 'string' ? query[name] : '');
  const outcome = one('outcome');
  return {
    ...NO_FILTERS,
    ...Object.fromEntries(NAMES.map((name) => [name, one(name)])),
    outcome: Object.hasOwn(OUTCOMES, outcome) ? (outcome as FlowOutcome) : '',
  };
}

export function addressOf(filters: FlowFilters): LocationQueryRaw {
  return Object.fromEntries(
    Object.entries(filters).map(([name, value]) => [name, String(value).trim() || undefined]),
  );
}

/** What is asked of the service; a time that cannot be read is left out. */
export function queryOf({ since, until, minMs, ...rest }: FlowFilters): Query {
  return { ...rest, since: instant(since), until: instant(until), minMs: minMs === '' ? undefined : minMs };
}

function instant(field: string): string | undefined {
  const time = new Date(field);
  return field === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
