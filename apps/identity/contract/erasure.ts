import { command, event, get, NotFound, post, query } from '#libs/contract-kit';
import {
  DecideErasure,
  ErasureConfirmed,
  ErasureDone,
  ErasureHeld,
  ErasureOrdered,
  ErasurePage,
  ErasureRequested,
  ErasureView,
  GetErasure,
  ListErasures,
  RequestErasure,
} from './erasure.dto.js';
import { ErasureDecided, ErasureReasonNeeded } from './problems.js';

const ID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';
const SUBJECT = `person:${ID}`;
const visibleTo = { roles: ['privacy.officer', 'audit.reader'] };

/** Erasure of personal data (删除权): from the request to the proof. */
export const erasureOperations = {
  requestErasure: command({
    summary: { zh: '申请删除个人信息', en: 'Request an erasure' },
    doc: 'Asks that the personal data of the caller be erased (个人信息保护法 第47条); a privacy officer may ask for others. Nothing is erased before an officer has decided.',
    request: RequestErasure,
    reply: ErasureView,
    allow: 'signed-in',
    creates: true,
    http: post('/identity/erasures'),
    examples: [{ name: 'of another', request: { subject: SUBJECT, ground: 'purposeReached' } }],
  }),
  decideErasure: command({
    summary: { zh: '审查删除申请', en: 'Decide on an erasure' },
    doc: 'Erases, delays for a duty to keep, or refuses with its ground. A delayed one may be decided again. Nobody decides on an own request.',
    request: DecideErasure,
    reply: ErasureView,
    problems: [NotFound, ErasureDecided, ErasureReasonNeeded],
    allow: ['privacy.officer'],
    http: post('/identity/erasures/{id}/decision'),
    examples: [{ name: 'refuse', request: { id: ID, decision: 'refuse', reason: '档案法 第14条' } }],
  }),
  getErasure: query({
    summary: { zh: '查询删除申请', en: 'Get an erasure' },
    doc: 'State, confirmations of each service, and the proof when it is done. For the subject, who asked, and privacy officers.',
    request: GetErasure,
    reply: ErasureView,
    problems: [NotFound],
    allow: 'signed-in',
    http: get('/identity/erasures/{id}'),
    examples: [{ name: 'by id', request: { id: ID } }],
  }),
  listErasures: query({
    summary: { zh: '删除申请列表', en: 'List erasures' },
    doc: 'All for privacy officers and auditors, own ones for everybody else; newest first.',
    request: ListErasures,
    reply: ErasurePage,
    allow: 'signed-in',
    http: get('/identity/erasures'),
    examples: [{ name: 'first page', request: { limit: 20 } }],
  }),
};

export const erasureEvents = {
  erasureRequested: event({
    summary: { zh: '已申请删除个人信息', en: 'Erasure requested' },
    doc: "Somebody's personal data is asked to be erased.",
    data: ErasureRequested,
    visibleTo,
    example: { id: ID, subject: SUBJECT, ground: 'purposeReached' },
  }),
  erasureHeld: event({
    summary: { zh: '暂缓或不予删除', en: 'Erasure delayed or refused' },
    doc: 'A privacy officer delayed or refused the erasure, with the ground in law.',
    data: ErasureHeld,
    visibleTo,
    example: { id: ID, decision: 'refuse', reason: '档案法 第14条' },
  }),
  erasureOrdered: event({
    summary: { zh: '已决定删除', en: 'Erasure ordered' },
    doc: 'Every service that keeps personal data destroys its keys of the subject and confirms with `dataErased`.',
    data: ErasureOrdered,
    visibleTo,
    example: { id: ID, subject: SUBJECT },
  }),
  erasureConfirmed: event({
    summary: { zh: '服务已确认删除', en: 'Erasure confirmed by a service' },
    doc: 'One service has confirmed.',
    data: ErasureConfirmed,
    visibleTo,
    example: {
      id: ID,
      service: 'identity',
      keys: 1,
      destroyedEpoch: 1,
      erasedAt: '2026-11-23T08:30:00.000Z',
    },
  }),
  erasureDone: event({
    summary: { zh: '删除完成', en: 'Erasure done' },
    doc: 'All services have confirmed; the proof can be had.',
    data: ErasureDone,
    visibleTo,
    example: { id: ID },
  }),
};
