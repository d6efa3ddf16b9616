import { command, post, put } from '#libs/contract-kit';
import {
  AmendChange,
  LifecycleCommand,
  OpenChange,
  ReasonedCommand,
  RequestRevocation,
} from './change.dto.js';
import { Entry } from './entry.dto.js';
import { EXAMPLE_FIELDS, EXAMPLE_ID } from './examples.js';
import {
  ChangeEmpty,
  CodesExhausted,
  EntryIncomplete,
  EntryRuleBroken,
  SelfApproval,
  TitleTaken,
  UnknownClassification,
} from './problems.js';

const example = { id: EXAMPLE_ID };
const CHANGED = {
  ...EXAMPLE_FIELDS,
  abstract: '全市公共供水企业的用户与用水信息，用于水费收缴、用水核验与漏损分析。',
};

/**
 * Changes of what is published, beside it: the public keeps the published version until the data authority
 * publishes the next one. One change or revocation at a time.
 */
export const changeOperations = {
  openChange: command({
    summary: { zh: '发起变更', en: 'Open a change' },
    doc: 'Begins a working copy beside the published version. Own organisation only.',
    request: OpenChange,
    reply: Entry,
    problems: [EntryRuleBroken, TitleTaken, UnknownClassification],
    allow: ['catalog.editor'],
    http: post('/catalog/entries/{id}/change'),
    examples: [{ name: 'open', request: { ...example, reason: '新增信息项，补充统计口径' } }],
  }),
  amendChange: command({
    summary: { zh: '修改变更内容', en: 'Amend the change' },
    doc: 'Replaces all fields of the working copy; a rejected change is a draft again.',
    request: AmendChange,
    reply: Entry,
    problems: [EntryRuleBroken, TitleTaken, UnknownClassification],
    allow: ['catalog.editor'],
    ifMatch: 'required',
    http: put('/catalog/entries/{id}/change'),
    examples: [{ name: 'new abstract', request: { ...example, fields: CHANGED } }],
  }),
  submitChange: command({
    summary: { zh: '提交变更审核', en: 'Submit the change' },
    doc: "Hands a complete change that changes something to the department's approver.",
    request: LifecycleCommand,
    reply: Entry,
    problems: [EntryIncomplete, EntryRuleBroken, UnknownClassification, ChangeEmpty, TitleTaken],
    allow: ['catalog.editor'],
    http: post('/catalog/entries/{id}/change/submit'),
    examples: [{ name: 'submit', request: example }],
  }),
  withdrawChange: command({
    summary: { zh: '撤回变更', en: 'Withdraw the change' },
    doc: 'Takes a submitted change back to draft, before the department has approved it.',
    request: LifecycleCommand,
    reply: Entry,
    allow: ['catalog.editor'],
    http: post('/catalog/entries/{id}/change/withdraw'),
    examples: [{ name: 'withdraw', request: example }],
  }),
  discardChange: command({
    summary: { zh: '放弃变更', en: 'Discard the change' },
    doc: 'Drops the working copy; the published version stays as it is.',
    request: LifecycleCommand,
    reply: Entry,
    allow: ['catalog.editor'],
    http: post('/catalog/entries/{id}/change/discard'),
    examples: [{ name: 'discard', request: example }],
  }),
  approveChange: command({
    summary: { zh: '部门审核通过变更', en: 'Approve the change for the department' },
    doc: "The provider's own approver, who wrote nothing of it, approves.",
    request: LifecycleCommand,
    reply: Entry,
    problems: [SelfApproval],
    allow: ['catalog.approver'],
    http: post('/catalog/entries/{id}/change/approve'),
    examples: [{ name: 'approve', request: example }],
  }),
  publishChange: command({
    summary: { zh: '发布变更', en: 'Publish the change' },
    doc: "The city's data authority publishes the approved change as the next version. Classifications that stay keep their code, new ones are issued one, those left out retire with theirs.",
    request: LifecycleCommand,
    reply: Entry,
    problems: [
      SelfApproval,
      EntryIncomplete,
      EntryRuleBroken,
      UnknownClassification,
      CodesExhausted,
      TitleTaken,
    ],
    allow: ['catalog.publisher'],
    http: post('/catalog/entries/{id}/change/publish'),
    examples: [{ name: 'publish', request: example }],
  }),
  rejectChange: command({
    summary: { zh: '驳回变更', en: 'Reject the change' },
    doc: 'The approver (submitted) or the publisher (approved) sends the change back with a reason; the published version stays.',
    request: ReasonedCommand,
    reply: Entry,
    problems: [SelfApproval],
    allow: ['catalog.approver', 'catalog.publisher'],
    http: post('/catalog/entries/{id}/change/reject'),
    examples: [{ name: 'reject', request: { ...example, reason: '变更依据不充分' } }],
  }),
  requestRevocation: command({
    summary: { zh: '申请撤销', en: 'Ask for the revocation' },
    doc: "The provider's approver asks the data authority to revoke the entry, with reason and legal basis. Until then it holds.",
    request: RequestRevocation,
    reply: Entry,
    allow: ['catalog.approver'],
    http: post('/catalog/entries/{id}/revocation'),
    examples: [
      {
        name: 'duty ended',
        request: {
          ...example,
          reason: '职责调整，该数据不再采集',
          basis: { law: '《政务数据共享条例》', article: '第十七条' },
        },
      },
    ],
  }),
  withdrawRevocation: command({
    summary: { zh: '撤回撤销申请', en: 'Withdraw the revocation' },
    doc: 'The department takes its request back; the entry stays as it is.',
    request: LifecycleCommand,
    reply: Entry,
    allow: ['catalog.approver'],
    http: post('/catalog/entries/{id}/revocation/withdraw'),
    examples: [{ name: 'withdraw', request: example }],
  }),
  revokeEntry: command({
    summary: { zh: '批准撤销', en: 'Revoke' },
    doc: 'The data authority revokes the entry for good: it is taken offline first, a tombstone (title, codes, reason, basis) stays findable, and its codes are never given again.',
    request: LifecycleCommand,
    reply: Entry,
    problems: [SelfApproval],
    allow: ['catalog.publisher'],
    http: post('/catalog/entries/{id}/revocation/approve'),
    examples: [{ name: 'revoke', request: example }],
  }),
  rejectRevocation: command({
    summary: { zh: '驳回撤销申请', en: 'Reject the revocation' },
    doc: 'The data authority refuses with a reason; the entry stays published.',
    request: ReasonedCommand,
    reply: Entry,
    problems: [SelfApproval],
    allow: ['catalog.publisher'],
    http: post('/catalog/entries/{id}/revocation/reject'),
    examples: [{ name: 'reject', request: { ...example, reason: '其他部门仍在使用' } }],
  }),
};
