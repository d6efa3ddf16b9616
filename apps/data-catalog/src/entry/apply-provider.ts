import type { CloudEvent } from '#libs/contract-kit';
import { DataCatalog } from '../../contract/index.js';
import type { EntryProviderChanged } from '../../contract/provider-events.dto.js';
import type { EntryState } from './entry.js';

/** The state under another provider; `undefined` when the event is of another kind. */
export function applyProvider(state: EntryState, event: CloudEvent<never>): EntryState | undefined {
  if (event.type !== DataCatalog.events.entryProviderChanged.subject) return undefined;
  const { provider, origin } = event.data as EntryProviderChanged;
  return { ...state, provider, ...(provider.code !== origin && { origin }) };
}
