import type { Loaded } from '#libs/store';
import type { BulkJob, BulkReport, BulkRow } from '../../contract/bulk.dto.js';
import { type BulkJobState, countOf } from './bulk-job.js';

export function viewJob({ id, version, state }: Loaded<BulkJobState>): BulkJob {
  const counts = countOf(state);
  return {
    id,
    version,
    action: state.action,
    state: state.state,
    ...counts,
    percent: Math.floor((100 * state.rows.length) / Math.max(1, counts.total)),
    requestedBy: state.caller.subject,
    createdAt: state.createdAt,
    ...(state.finishedAt && { finishedAt: state.finishedAt }),
  };
}

/** Every row: those tried with their outcome, the others waiting, or skipped when the job was cancelled. */
export function viewReport(job: Loaded<BulkJobState>): BulkReport {
  const { ids, rows, state } = job.state;
  const rest = ids.slice(rows.length).map(
    (id, at): BulkRow => ({
      number: rows.length + at + 1,
      id,
      outcome: state === 'cancelled' ? 'skipped' : 'waiting',
    }),
  );
  return { job: viewJob(job), complete: state !== 'running', rows: [...rows, ...rest] };
}
