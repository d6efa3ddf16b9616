import { hasAnyRole, type Principal } from '#libs/access';
import { PUBLIC_STATES } from '../../contract/lifecycle.js';
import type { EntryState } from './entry.js';

const PUBLIC: ReadonlySet<string> = new Set(PUBLIC_STATES);

/** Whether a published version holds. */
export function isPublic({ publishState }: Pick<EntryState, 'publishState'>): boolean {
  return PUBLIC.has(publishState);
}

/** Roles that see work in hand, besides the provider's own people. */
export const REVIEWING_ROLES = ['catalog.publisher', 'catalog.steward', 'audit.reader'] as const;

/** Whether the caller sees work in hand: drafts, changes, reviews. */
export function seesWork(entry: Pick<EntryState, 'provider'>, caller: Principal): boolean {
  return entry.provider.code === caller.organisation || hasAnyRole(caller, REVIEWING_ROLES);
}

/** Whether the caller may see the entry at all; of a revoked one everybody sees the tombstone. */
export function maySee(entry: EntryState, caller: Principal): boolean {
  return isPublic(entry) || entry.publishState === 'revoked' || seesWork(entry, caller);
}

/** Number of the published version; 0 when nothing was published yet. Version 1 came before there were numbers. */
export function publishedNumber(entry: EntryState): number {
  return entry.publishedVersion ?? (entry.publishedOn ? 1 : 0);
}
