import type { LocationQuery } from 'vue-router';
import type { Query } from '../api.js';
import { serviceNames } from '../contract-names.js';

const NAMES = [
  'service',
  'actor',
  'organisation',
  'object',
  'action',
  'outcome',
  'from',
  'to',
  'traceId',
] as const;

/** The fields of the search; an empty text asks for nothing. Times are those of `<input type="datetime-local">`. */
export type AuditFilters = Record<(typeof NAMES)[number], string>;

/** The search that an address names, so that a search can be kept and passed on. */
export function filtersOf(query: LocationQuery): AuditFilters {
  const text = (name: string) => {
    const value = query[name];
    return typeof value === 'string' ? value : '';
  };
  return Object.fromEntries(NAMES.map((name) => [name, text(name)])) as AuditFilters;
}

export function addressOf(filters: AuditFilters): Record<string, string> {
  return Object.fromEntries(
    NAMES.map((name) => [name, filters[name].trim()]).filter(([, value]) => value !== ''),
  );
}

/** What is asked of a service. */
export function queryOf(filters: AuditFilters): Query {
  const { service: _service, from, to, ...same } = addressOf(filters);
  return { ...same, ...(from && { from: instant(from) }), ...(to && { to: instant(to) }) };
}

/** Services to ask: the chosen one, that of the action, or all. */
export function servicesOf(filters: AuditFilters): string[] {
  const of = filters.service || filters.action.split('.')[0] || '';
  return of in serviceNames ? [of] : Object.keys(serviceNames);
}

/** The city's clocks have no summer time: UTC+8 all year. */
function instant(local: string): string {
  const time = new Date(`${local}${local.length === 16 ? ':00' : ''}+08:00`);
  return Number.isNaN(time.getTime()) ? local : time.toISOString();
}
