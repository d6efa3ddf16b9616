import { command, post } from '#libs/contract-kit';
import { LifecycleCommand, ReasonedCommand } from './change.dto.js';
import { Entry } from './entry.dto.js';
import { EXAMPLE_ID } from './examples.js';
import { SelfApproval } from './problems.js';

const example = { id: EXAMPLE_ID };

/** Whether the data of a published entry can be had (上线、下线): asked for by its provider, decided by the authority. */
export const onlineOperations = {
  requestOnline: command({
    summary: { zh: '申请上线', en: 'Ask to go online' },
    doc: 'For a published entry that is not online, or that was taken offline. Own organisation only.',
    request: LifecycleCommand,
    reply: Entry,
    allow: ['catalog.editor'],
    http: post('/catalog/entries/{id}/online/request'),
    examples: [{ name: 'request', request: example }],
  }),
  approveOnline: command({
    summary: { zh: '批准上线', en: 'Put online' },
    doc: 'The data authority puts the entry online; not by who asked for it.',
    request: LifecycleCommand,
    reply: Entry,
    problems: [SelfApproval],
    allow: ['catalog.publisher'],
    http: post('/catalog/entries/{id}/online/approve'),
    examples: [{ name: 'approve', request: example }],
  }),
  rejectOnline: command({
    summary: { zh: '驳回上线', en: 'Refuse to put online' },
    doc: 'The entry goes back to where it was before the request.',
    request: ReasonedCommand,
    reply: Entry,
    problems: [SelfApproval],
    allow: ['catalog.publisher'],
    http: post('/catalog/entries/{id}/online/reject'),
    examples: [{ name: 'reject', request: { ...example, reason: '接口尚未通过测试' } }],
  }),
  requestOffline: command({
    summary: { zh: '申请下线', en: 'Ask to go offline' },
    doc: 'With a reason; the entry stays online until the data authority agrees.',
    request: ReasonedCommand,
    reply: Entry,
    allow: ['catalog.editor'],
    http: post('/catalog/entries/{id}/offline/request'),
    examples: [{ name: 'request', request: { ...example, reason: '来源系统停用' } }],
  }),
  approveOffline: command({
    summary: { zh: '批准下线', en: 'Take offline as asked' },
    doc: 'The data authority agrees; not by who asked for it.',
    request: LifecycleCommand,
    reply: Entry,
    problems: [SelfApproval],
    allow: ['catalog.publisher'],
    http: post('/catalog/entries/{id}/offline/approve'),
    examples: [{ name: 'approve', request: example }],
  }),
  rejectOffline: command({
    summary: { zh: '驳回下线', en: 'Refuse to take offline' },
    doc: 'The entry stays online.',
    request: ReasonedCommand,
    reply: Entry,
    problems: [SelfApproval],
    allow: ['catalog.publisher'],
    http: post('/catalog/entries/{id}/offline/reject'),
    examples: [{ name: 'reject', request: { ...example, reason: '仍有部门在用' } }],
  }),
  withdrawOnlineRequest: command({
    summary: { zh: '撤回上下线申请', en: 'Withdraw the request' },
    doc: 'The provider takes back its request to go online or offline before it is decided.',
    request: LifecycleCommand,
    reply: Entry,
    allow: ['catalog.editor'],
    http: post('/catalog/entries/{id}/online/withdraw'),
    examples: [{ name: 'withdraw', request: example }],
  }),
  takeOffline: command({
    summary: { zh: '紧急下线', en: 'Take offline at once' },
    doc: 'The data authority takes an entry offline without a request, in an emergency and with a reason; a request in hand to go offline is settled by it.',
    request: ReasonedCommand,
    reply: Entry,
    allow: ['catalog.publisher'],
    http: post('/catalog/entries/{id}/offline/at-once'),
    examples: [{ name: 'emergency', request: { ...example, reason: '发现数据泄露风险' } }],
  }),
};
