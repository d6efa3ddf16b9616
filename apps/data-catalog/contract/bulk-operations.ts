import { command, facade, get, NotFound, post, query } from '#libs/contract-kit';
import { BulkJob, BulkJobCommand, BulkJobPage, BulkReport, ListBulkJobs, StartBulkJob } from './bulk.dto.js';
import { reportAsCsv } from './bulk-csv.js';
import { EXAMPLE_ID } from './examples.js';
import { BulkSelection, ReasonRequired } from './problems.js';

const WORKERS = ['catalog.editor', 'catalog.approver', 'catalog.publisher'];

/** One action over many entries (批量办理), row by row, as the caller and with the caller's rights of that moment. */
export const bulkOperations = {
  startBulkJob: command({
    summary: { zh: '批量办理', en: 'Act on many entries' },
    doc: 'Takes one action over up to 1,000 entries. Each row is a command of its own with its own events and rules; one that is refused does not stop the rest. The job survives restarts; `getBulkReport` says what became of each row.',
    request: StartBulkJob,
    reply: BulkJob,
    problems: [BulkSelection, ReasonRequired],
    allow: WORKERS,
    creates: true,
    http: post('/catalog/bulk-jobs'),
    examples: [
      { name: 'by ids', request: { action: 'submitEntry', ids: [EXAMPLE_ID] } },
      {
        name: 'by filter',
        request: { action: 'submitEntry', filter: { publishState: 'draft', q: '供水' }, comment: '批量提交' },
      },
    ],
  }),
  cancelBulkJob: command({
    summary: { zh: '取消批量办理', en: 'Cancel a job' },
    doc: 'Rows that were not tried yet are skipped; what is done stays done. Own jobs only.',
    request: BulkJobCommand,
    reply: BulkJob,
    allow: WORKERS,
    http: post('/catalog/bulk-jobs/{id}/cancel'),
    examples: [{ name: 'cancel', request: { id: EXAMPLE_ID } }],
  }),
  getBulkJob: query({
    summary: { zh: '批量办理进度', en: 'Progress of a job' },
    doc: 'Counts and percentage. Own jobs only.',
    request: BulkJobCommand,
    reply: BulkJob,
    problems: [NotFound],
    allow: WORKERS,
    http: get('/catalog/bulk-jobs/{id}'),
    examples: [{ name: 'progress', request: { id: EXAMPLE_ID } }],
  }),
  getBulkReport: query({
    summary: { zh: '批量办理结果', en: 'Report of a job' },
    doc: 'What became of each row, in the order of the request. Own jobs only.',
    request: BulkJobCommand,
    reply: BulkReport,
    problems: [NotFound],
    allow: WORKERS,
    http: get('/catalog/bulk-jobs/{id}/report'),
    facades: [
      facade<BulkReport>({
        route: get('/catalog/bulk-jobs/{id}/report.csv'),
        mediaType: 'text/csv; charset=utf-8',
        doc: 'The report as comma-separated values (RFC 4180, with a byte order mark for spreadsheet programs).',
        render: reportAsCsv,
      }),
    ],
    examples: [{ name: 'report', request: { id: EXAMPLE_ID } }],
  }),
  listBulkJobs: query({
    summary: { zh: '我的批量办理', en: 'My jobs' },
    doc: "The caller's own jobs, newest first.",
    request: ListBulkJobs,
    reply: BulkJobPage,
    allow: WORKERS,
    http: get('/catalog/bulk-jobs'),
    examples: [{ name: 'mine', request: {} }],
  }),
};
