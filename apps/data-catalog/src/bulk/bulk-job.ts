import type { CloudEvent } from '#libs/contract-kit';
import type { BulkAction, BulkRow, BulkState } from '../../contract/bulk.dto.js';
import type { BulkJobProgressed, BulkJobStarted } from '../../contract/events.dto.js';
import { DataCatalog } from '../../contract/index.js';

/** A job over many entries. It holds all that it needs to go on after a kill. */
export interface BulkJobState {
  readonly action: BulkAction;
  /** The entries, in the order in which they are tried. */
  readonly ids: readonly string[];
  /** Comment or reason for every row. */
  readonly words?: string;
  /** The caller with the rights of that moment; each row acts as this. */
  readonly caller: {
    readonly onBehalfOf?: string;
    readonly subject: string;
    readonly organisation?: string;
    readonly roles: readonly string[];
  };
  readonly correlationId: string;
  readonly traceparent: string;
  readonly state: BulkState;
  /** What became of the first rows. */
  readonly rows: readonly BulkRow[];
  readonly createdAt: string;
  readonly finishedAt?: string;
}

const { events } = DataCatalog;

/** Folds one event into the job; pure. */
export function applyToBulkJob(state: BulkJobState | undefined, event: CloudEvent<never>): BulkJobState {
  if (event.type === events.bulkJobStarted.subject) return started(event);
  if (!state) throw new Error(`job ${event.aggregateid} has no beginning`);
  switch (event.type) {
    case events.bulkJobProgressed.subject:
      return { ...state, rows: [...state.rows, ...(event.data as BulkJobProgressed).rows] };
    case events.bulkJobFinished.subject:
      return { ...state, state: 'finished', finishedAt: event.time };
    case events.bulkJobCancelled.subject:
      return { ...state, state: 'cancelled', finishedAt: event.time };
    default:
      throw new Error(`job ${event.aggregateid} has an unknown event ${event.type}`);
  }
}

function started(event: CloudEvent<never>): BulkJobState {
  const { action, ids, words, roles } = event.data as BulkJobStarted;
  return {
    action,
    ids,
    caller: {
      subject: event.actor,
      roles,
      ...(event.onbehalfof && { onBehalfOf: event.onbehalfof }),
      ...(event.actororganisation && { organisation: event.actororganisation }),
    },
    correlationId: event.correlationid,
    traceparent: event.traceparent ?? '',
    state: 'running',
    rows: [],
    createdAt: event.time,
    ...(words !== undefined && { words }),
  };
}

export function countOf(job: BulkJobState): { succeeded: number; refused: number; total: number } {
  const succeeded = job.rows.filter(({ outcome }) => outcome === 'done').length;
  return { succeeded, refused: job.rows.length - succeeded, total: job.ids.length };
}
