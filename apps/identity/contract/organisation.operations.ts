import { command, event, get, NotFound, post, put, query } from '#libs/contract-kit';
import {
  GetOrganisation,
  ListOrganisations,
  OrganisationPage,
  OrganisationView,
  RegisterOrganisation,
} from './directory.dto.js';
import { OrganisationRegistered } from './events.dto.js';
import {
  AmendOrganisation,
  DissolveOrganisation,
  GetOrganisationAsOf,
  GetOrganisationHistory,
  MergeOrganisation,
  OrganisationAmended,
  OrganisationChanged,
  OrganisationHistory,
  OrganisationMerged,
  OrganisationRenamed,
  OrganisationSplitUp,
  ReinstateOrganisation,
  RenameOrganisation,
  SplitOrganisation,
} from './organisation-changes.dto.js';
import { AlreadyRegistered, BadEffectiveDate, BadOrganisationCode, BadStructure } from './problems.js';

export const EXAMPLE_ORGANISATION = {
  code: '11370000MB284651XL',
  name: { zh: '示例单位', en: 'An example organisation' },
  division: '371100',
  kind: 'department' as const,
};
const { code } = EXAMPLE_ORGANISATION;
const OTHER = '11371100000001011R';
const THIRD = '11371100000002014A';
const legalBasis = '日编发〔2026〕12号';
const BASE = '/identity/organisations';
const CHANGE = {
  reply: OrganisationView,
  problems: [NotFound, BadEffectiveDate, BadStructure],
  allow: ['platform.operator'],
} as const;
const VISIBLE = { roles: ['platform.operator', 'audit.reader'] };
const EVENT = { code, effectiveOn: '2026-11-23', legalBasis };

/** 组织机构: registered once, then changed by decision; what has ended stays known. */
export const organisationOperations = {
  registerOrganisation: command({
    summary: { zh: '登记组织机构', en: 'Register an organisation' },
    doc: 'Adds an organisation to the directory. Its code is checked by GB 32100 and is unique.',
    request: RegisterOrganisation,
    reply: OrganisationView,
    problems: [BadOrganisationCode, AlreadyRegistered, BadStructure, BadEffectiveDate],
    allow: ['platform.operator'],
    creates: true,
    http: post(BASE),
    examples: [{ name: 'department', request: EXAMPLE_ORGANISATION }],
  }),
  getOrganisation: query({
    summary: { zh: '查询组织机构', en: 'Get an organisation' },
    doc: 'One organisation by its unified social credit code, also when it has ended.',
    request: GetOrganisation,
    reply: OrganisationView,
    problems: [NotFound],
    allow: 'signed-in',
    http: get(`${BASE}/{code}`),
    examples: [{ name: 'by code', request: { code } }],
  }),
  listOrganisations: query({
    summary: { zh: '组织机构列表', en: 'List organisations' },
    doc: 'Organisations by code, a page at a time; all conditions must hold.',
    request: ListOrganisations,
    reply: OrganisationPage,
    allow: 'signed-in',
    http: get(BASE),
    examples: [
      { name: 'by name', request: { q: '单位', limit: 20 } },
      { name: 'departments at work', request: { kind: 'department', state: 'active' } },
    ],
  }),
  renameOrganisation: command({
    ...CHANGE,
    summary: { zh: '机构改名', en: 'Rename an organisation' },
    doc: 'Gives a new name from a date on. The old one stays in the history; the code stays.',
    request: RenameOrganisation,
    http: post(`${BASE}/{code}/rename`),
    examples: [
      {
        name: 'rename',
        request: { code, legalBasis, name: { zh: '示例单位（新）', en: 'The example, renamed' } },
      },
    ],
  }),
  amendOrganisation: command({
    ...CHANGE,
    summary: { zh: '变更机构信息', en: 'Amend an organisation' },
    doc: 'Changes division, kind or parent. A parent is at work and never below its own child.',
    request: AmendOrganisation,
    ifMatch: 'required',
    http: put(`${BASE}/{code}`),
    examples: [{ name: 'another kind', request: { code, legalBasis, kind: 'committee' } }],
  }),
  mergeOrganisation: command({
    ...CHANGE,
    summary: { zh: '机构合并', en: 'Merge an organisation into another' },
    doc: 'The organisation ends and the other takes over. Its people move there by a process that any interruption only delays; services move what they keep of it when they hear of the event.',
    request: MergeOrganisation,
    http: post(`${BASE}/{code}/merge`),
    examples: [{ name: 'merge', request: { code, legalBasis, into: OTHER } }],
  }),
  splitOrganisation: command({
    ...CHANGE,
    summary: { zh: '机构分设', en: 'Split an organisation' },
    doc: 'The organisation ends and is followed by several registered ones. The heir takes over its people and whatever nobody has assigned otherwise. When the old one goes on, nothing is split: register the new ones and move people.',
    request: SplitOrganisation,
    http: post(`${BASE}/{code}/split`),
    examples: [{ name: 'split', request: { code, legalBasis, into: [OTHER, THIRD], heir: OTHER } }],
  }),
  dissolveOrganisation: command({
    ...CHANGE,
    summary: { zh: '撤销机构', en: 'Dissolve an organisation' },
    doc: 'The organisation ends without a successor. Its people cannot sign in until they are moved or it is reinstated. Not while organisations are below it.',
    request: DissolveOrganisation,
    http: post(`${BASE}/{code}/dissolve`),
    examples: [{ name: 'dissolve', request: { code, legalBasis } }],
  }),
  reinstateOrganisation: command({
    ...CHANGE,
    summary: { zh: '恢复机构', en: 'Reinstate an organisation' },
    doc: 'A dissolved organisation is at work again. One that was merged or split is not: others have taken over.',
    request: ReinstateOrganisation,
    http: post(`${BASE}/{code}/reinstate`),
    examples: [{ name: 'reinstate', request: { code, legalBasis } }],
  }),
  getOrganisationAsOf: query({
    summary: { zh: '查询某日的机构信息', en: 'How an organisation was on a date' },
    doc: 'Name, kind, division, parent and state by the changes effective on that date. Not found before it was founded. `predecessors` are those of today.',
    request: GetOrganisationAsOf,
    reply: OrganisationView,
    problems: [NotFound],
    allow: 'signed-in',
    http: get(`${BASE}/{code}/as-of`),
    examples: [{ name: 'in 2026', request: { code, on: '2026-01-01' } }],
  }),
  getOrganisationHistory: query({
    summary: { zh: '机构沿革', en: 'History of an organisation' },
    doc: 'Every change with its date, its legal basis, who entered it, and what it changed.',
    request: GetOrganisationHistory,
    reply: OrganisationHistory,
    problems: [NotFound],
    allow: 'signed-in',
    http: get(`${BASE}/{code}/history`),
    examples: [{ name: 'history', request: { code } }],
  }),
};

export const organisationEvents = {
  organisationRegistered: event({
    summary: { zh: '组织机构已登记', en: 'Organisation registered' },
    doc: 'An organisation was added to the directory.',
    data: OrganisationRegistered,
    visibleTo: VISIBLE,
    example: EXAMPLE_ORGANISATION,
  }),
  organisationRenamed: event({
    summary: { zh: '组织机构已改名', en: 'Organisation renamed' },
    doc: 'An organisation has another name.',
    data: OrganisationRenamed,
    visibleTo: VISIBLE,
    example: {
      ...EVENT,
      name: { zh: '示例单位（新）', en: 'The example, renamed' },
      previousName: EXAMPLE_ORGANISATION.name,
    },
  }),
  organisationAmended: event({
    summary: { zh: '组织机构信息已变更', en: 'Organisation amended' },
    doc: 'Division, kind and parent after the change.',
    data: OrganisationAmended,
    visibleTo: VISIBLE,
    example: { ...EVENT, division: '371100', kind: 'committee' },
  }),
  organisationMerged: event({
    summary: { zh: '组织机构已合并', en: 'Organisation merged' },
    doc: 'An organisation ended, and another took over.',
    data: OrganisationMerged,
    visibleTo: VISIBLE,
    example: {
      ...EVENT,
      into: OTHER,
      intoName: { zh: '日照市大数据发展局', en: 'Rizhao Big Data Development Bureau' },
    },
  }),
  organisationSplit: event({
    summary: { zh: '组织机构已分设', en: 'Organisation split' },
    doc: 'An organisation ended, several follow it, and the heir takes over.',
    data: OrganisationSplitUp,
    visibleTo: VISIBLE,
    example: {
      ...EVENT,
      into: [OTHER, THIRD],
      heir: OTHER,
      heirName: { zh: '日照市大数据发展局', en: 'Rizhao Big Data Development Bureau' },
    },
  }),
  organisationDissolved: event({
    summary: { zh: '组织机构已撤销', en: 'Organisation dissolved' },
    doc: 'An organisation ended without a successor.',
    data: OrganisationChanged,
    visibleTo: VISIBLE,
    example: EVENT,
  }),
  organisationReinstated: event({
    summary: { zh: '组织机构已恢复', en: 'Organisation reinstated' },
    doc: 'A dissolved organisation is at work again.',
    data: OrganisationChanged,
    visibleTo: VISIBLE,
    example: EVENT,
  }),
};
