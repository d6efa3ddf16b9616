import { api, type Query } from '#console';
import type { ClassificationList, ListClassifications } from '../contract/classification.dto.js';
import type {
  Entry,
  EntryAction,
  EntryActions,
  EntryHistory,
  EntryPage,
  RejectEntry,
  SearchEntries,
} from '../contract/entry.dto.js';
import type { EntryFields } from '../contract/entry-fields.dto.js';
import type { CatalogOverview } from '../contract/overview.dto.js';

export interface Attempt {
  /** Idempotency key of the user's action. */
  readonly key: string;
  readonly ifMatch?: number;
}

/** An action that is one step without fields of its own. */
export type StepAction = Exclude<EntryAction, 'amendEntry'>;

const STEP_PATHS: Record<StepAction, string> = {
  submitEntry: 'submit',
  withdrawEntry: 'withdraw',
  approveEntry: 'approve',
  publishEntry: 'publish',
  rejectEntry: 'reject',
};

const entryPath = (id: string) => `/catalog/entries/${encodeURIComponent(id)}`;

/** The data catalog's operations over HTTP, as the contract declares them. */
export const catalog = {
  searchEntries: (query: SearchEntries, signal?: AbortSignal) =>
    api.get<EntryPage>('/catalog/entries', { query: { ...query } satisfies Query, signal }),

  entriesCsv: (query: SearchEntries) => api.getBlob('/catalog/entries.csv', { query: { ...query } }),

  getEntry: (id: string, signal?: AbortSignal) => api.get<Entry>(entryPath(id), { signal }),

  listEntryActions: (id: string, signal?: AbortSignal) =>
    api.get<EntryActions>(`${entryPath(id)}/actions`, { signal }),

  getEntryHistory: (id: string, signal?: AbortSignal) =>
    api.get<EntryHistory>(`${entryPath(id)}/history`, { signal }),

  getOverview: (signal?: AbortSignal) => api.get<CatalogOverview>('/catalog/overview', { signal }),

  listClassifications: (query: ListClassifications, signal?: AbortSignal) =>
    api.get<ClassificationList>('/catalog/classifications', { query: { ...query }, signal }),

  registerEntry: (fields: EntryFields, attempt: Attempt) =>
    api.post<Entry>('/catalog/entries', { body: fields, ...attempt }),

  amendEntry: (id: string, fields: EntryFields, attempt: Attempt) =>
    api.put<Entry>(entryPath(id), { body: fields, ...attempt }),

  takeStep: (action: StepAction, id: string, words: string, attempt: Attempt) =>
    api.post<Entry>(`${entryPath(id)}/${STEP_PATHS[action]}`, { body: stepBody(action, words), ...attempt }),
};

function stepBody(action: StepAction, words: string): Pick<RejectEntry, 'reason'> | { comment?: string } {
  if (action === 'rejectEntry') return { reason: words };
  return words === '' ? {} : { comment: words };
}
