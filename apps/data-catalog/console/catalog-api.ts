import { api, downloadFile, type Query } from '#console';
import type { BulkJob, BulkReport, StartBulkJob } from '../contract/bulk.dto.js';
import type { LegalBasis } from '../contract/change.dto.js';
import type { ClassificationList, ListClassifications } from '../contract/classification.dto.js';
import type { EntryComparison } from '../contract/comparison.dto.js';
import type {
  Entry,
  EntryAction,
  EntryActions,
  EntryHistory,
  EntryPage,
  SearchEntries,
} from '../contract/entry.dto.js';
import type { EntryFields } from '../contract/entry-fields.dto.js';
import type { EntryFileList, FileKind } from '../contract/entry-files.dto.js';
import { REASONED_ACTIONS } from '../contract/lifecycle.js';
import type { CatalogOverview } from '../contract/overview.dto.js';
import type { VersionList } from '../contract/version.dto.js';

export interface Attempt {
  /** Idempotency key of the user's action. */
  readonly key: string;
  readonly ifMatch?: number;
}

/** An action that is one step without fields of its own. */
export type StepAction = Exclude<EntryAction, 'amendEntry' | 'amendChange'>;

const STEP_PATHS: Record<StepAction, string> = {
  submitEntry: 'submit',
  withdrawEntry: 'withdraw',
  approveEntry: 'approve',
  publishEntry: 'publish',
  rejectEntry: 'reject',
  openChange: 'change',
  submitChange: 'change/submit',
  withdrawChange: 'change/withdraw',
  discardChange: 'change/discard',
  approveChange: 'change/approve',
  publishChange: 'change/publish',
  rejectChange: 'change/reject',
  requestRevocation: 'revocation',
  withdrawRevocation: 'revocation/withdraw',
  revokeEntry: 'revocation/approve',
  rejectRevocation: 'revocation/reject',
  requestOnline: 'online/request',
  approveOnline: 'online/approve',
  rejectOnline: 'online/reject',
  requestOffline: 'offline/request',
  approveOffline: 'offline/approve',
  rejectOffline: 'offline/reject',
  withdrawOnlineRequest: 'online/withdraw',
  takeOffline: 'offline/at-once',
};

/** Words of a step, and the legal basis where one is needed. */
export interface StepWords {
  readonly words: string;
  readonly basis?: LegalBasis;
}

const entryPath = (id: string) => `/catalog/entries/${encodeURIComponent(id)}`;

const filePath = (id: string, file: string) => `${entryPath(id)}/files/${encodeURIComponent(file)}`;

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

  takeStep: (action: StepAction, id: string, said: StepWords, attempt: Attempt) =>
    api.post<Entry>(`${entryPath(id)}/${STEP_PATHS[action]}`, { body: stepBody(action, said), ...attempt }),

  amendChange: (id: string, fields: EntryFields, attempt: Attempt) =>
    api.put<Entry>(`${entryPath(id)}/change`, { body: { fields }, ...attempt }),

  listVersions: (id: string, signal?: AbortSignal) =>
    api.get<VersionList>(`${entryPath(id)}/versions`, { signal }),

  listFiles: (id: string, signal?: AbortSignal) =>
    api.get<EntryFileList>(`${entryPath(id)}/files`, { signal }),

  attachFile: (id: string, file: string, kind: FileKind, attempt: Attempt) =>
    api.post<EntryFileList>(`${entryPath(id)}/files`, { body: { file, kind }, ...attempt }),

  detachFile: (id: string, file: string, attempt: Attempt) =>
    api.delete<EntryFileList>(filePath(id, file), { body: {}, ...attempt }),

  fileContent: (id: string, file: string) => downloadFile(`${filePath(id, file)}/content`),

  compare: (id: string, from: string, to: string, signal?: AbortSignal) =>
    api.get<EntryComparison>(`${entryPath(id)}/comparison`, { query: { from, to }, signal }),

  startBulkJob: (request: StartBulkJob, attempt: Attempt) =>
    api.post<BulkJob>('/catalog/bulk-jobs', { body: request, ...attempt }),

  cancelBulkJob: (id: string, attempt: Attempt) =>
    api.post<BulkJob>(`/catalog/bulk-jobs/${encodeURIComponent(id)}/cancel`, { body: {}, ...attempt }),

  getBulkReport: (id: string, signal?: AbortSignal) =>
    api.get<BulkReport>(`/catalog/bulk-jobs/${encodeURIComponent(id)}/report`, { signal }),

  bulkReportCsv: (id: string) => api.getBlob(`/catalog/bulk-jobs/${encodeURIComponent(id)}/report.csv`, {}),
};

function stepBody(action: StepAction, { words, basis }: StepWords): object {
  if (REASONED_ACTIONS.has(action)) return { reason: words, ...(basis && { basis }) };
  return words === '' ? {} : { comment: words };
}
