import {
  command,
  dataErasedEvent,
  defineService,
  Empty,
  event,
  facade,
  get,
  NotFound,
  post,
  put,
  query,
} from '#libs/contract-kit';
import {
  City,
  GetOrganisation,
  ListOrganisations,
  ListPeople,
  OrganisationPage,
  OrganisationView,
  PersonPage,
  PersonView,
  RegisterOrganisation,
  RegisterPerson,
  SetCity,
} from './directory.dto.js';
import { erasureEvents, erasureOperations } from './erasure.js';
import { OrganisationRegistered, PersonRegistered } from './events.dto.js';
import {
  AccountLocked,
  AlreadyRegistered,
  BadOrganisationCode,
  UnknownOrganisation,
  WrongCredentials,
} from './problems.js';
import { Caller, KeySet, SignIn, Token } from './session.dto.js';

const BIG_DATA_BUREAU = {
  code: '11370000MB284651XL',
  name: { zh: '示例单位', en: 'An example organisation' },
  division: '371100',
  kind: 'department' as const,
};

/** 统一身份认证: organisations, people, roles, sign-in and tokens. */
export const Identity = defineService(
  {
    name: 'identity',
    version: 1,
    title: { zh: '统一身份认证', en: 'Identity' },
    doc: 'Organisations, people and their roles; sign-in; the keys that sign tokens.',
    consumers: {
      erasures: ['identity.erasureOrdered'],
      // Every service that keeps personal data stands here: an erasure is done when all have confirmed.
      confirmations: ['identity.dataErased'],
    },
    roles: {
      'privacy.officer': { zh: '个人信息保护负责人', en: 'Privacy officer' },
      'platform.operator': { zh: '平台运维', en: 'Platform operator' },
      'audit.reader': { zh: '审计员', en: 'Auditor' },
    },
  },
  {
    operations: {
      signIn: command({
        summary: { zh: '登录', en: 'Sign in' },
        doc: 'Gives an access token for an account and its password. Five failures in a row lock the account for five minutes. Unknown account and wrong password answer alike.',
        request: SignIn,
        reply: Token,
        problems: [WrongCredentials, AccountLocked],
        allow: 'anyone',
        ifMatch: 'none',
        http: post('/identity/sign-in'),
        maxBytes: 4096,
        examples: [
          {
            name: 'publisher',
            request: { account: 'bigdata.publisher', password: 'printed at the first start' },
          },
        ],
      }),
      whoAmI: query({
        summary: { zh: '当前用户', en: 'Who am I' },
        doc: "What the caller's token says.",
        request: Empty,
        reply: Caller,
        allow: 'signed-in',
        http: get('/identity/me'),
        examples: [{ name: 'me', request: {} }],
      }),
      getKeys: query({
        summary: { zh: '令牌验签公钥', en: 'Keys that sign tokens' },
        doc: 'JSON Web Key Set (RFC 7517) with the public keys of this issuer, the present one first.',
        request: Empty,
        reply: KeySet,
        allow: 'anyone',
        facades: [
          facade<KeySet>({
            route: get('/.well-known/jwks.json'),
            mediaType: 'application/jwk-set+json',
            cacheControl: 'public, max-age=300',
            doc: 'The key set at its well-known address.',
            render: (keys) => JSON.stringify(keys),
          }),
        ],
        examples: [{ name: 'keys', request: {} }],
      }),
      getCity: query({
        summary: { zh: '城市信息', en: 'The city' },
        doc: 'Name and division of the city, and whether its seeds are loaded.',
        request: Empty,
        reply: City,
        allow: 'anyone',
        http: get('/city'),
        examples: [{ name: 'city', request: {} }],
      }),
      setCity: command({
        summary: { zh: '设置城市信息', en: "Set the city's profile" },
        doc: 'Sets name and division, and says whether the seeds are loaded.',
        request: SetCity,
        reply: City,
        allow: ['platform.operator'],
        ifMatch: 'none',
        http: put('/city'),
        examples: [
          {
            name: 'Rizhao',
            request: { name: { zh: '日照市', en: 'Rizhao' }, division: '371100', seeded: true },
          },
        ],
      }),
      registerOrganisation: command({
        summary: { zh: '登记组织机构', en: 'Register an organisation' },
        doc: 'Adds an organisation to the directory. Its code is checked by GB 32100 and is unique.',
        request: RegisterOrganisation,
        reply: OrganisationView,
        problems: [BadOrganisationCode, AlreadyRegistered],
        allow: ['platform.operator'],
        creates: true,
        http: post('/identity/organisations'),
        examples: [{ name: 'department', request: BIG_DATA_BUREAU }],
      }),
      getOrganisation: query({
        summary: { zh: '查询组织机构', en: 'Get an organisation' },
        doc: 'One organisation by its unified social credit code.',
        request: GetOrganisation,
        reply: OrganisationView,
        problems: [NotFound],
        allow: 'signed-in',
        http: get('/identity/organisations/{code}'),
        examples: [{ name: 'by code', request: { code: BIG_DATA_BUREAU.code } }],
      }),
      listOrganisations: query({
        summary: { zh: '组织机构列表', en: 'List organisations' },
        doc: 'Organisations by code, a page at a time.',
        request: ListOrganisations,
        reply: OrganisationPage,
        allow: 'signed-in',
        http: get('/identity/organisations'),
        examples: [{ name: 'by name', request: { q: '单位', limit: 20 } }],
      }),
      ...erasureOperations,
      registerPerson: command({
        summary: { zh: '登记人员', en: 'Register a person' },
        doc: 'Adds a person with an account and roles to an organisation. Without a password the account cannot sign in here.',
        request: RegisterPerson,
        reply: PersonView,
        problems: [UnknownOrganisation, AlreadyRegistered],
        allow: ['platform.operator'],
        creates: true,
        http: post('/identity/people'),
        examples: [
          {
            name: 'editor',
            request: {
              account: 'example.editor',
              name: { zh: '目录编制员（示例）', en: 'Catalog editor (example)' },
              organisation: BIG_DATA_BUREAU.code,
              roles: ['catalog.editor'],
              password: 'a long first password',
            },
          },
        ],
      }),
      listPeople: query({
        summary: { zh: '人员列表', en: 'List people' },
        doc: 'People, a page at a time, in an order that stays. Names and accounts are kept sealed, so the order is not theirs.',
        request: ListPeople,
        reply: PersonPage,
        allow: ['platform.operator'],
        http: get('/identity/people'),
        examples: [{ name: 'of one organisation', request: { organisation: BIG_DATA_BUREAU.code } }],
      }),
    },
    events: {
      ...erasureEvents,
      dataErased: dataErasedEvent('identity'),
      organisationRegistered: event({
        summary: { zh: '组织机构已登记', en: 'Organisation registered' },
        doc: 'An organisation was added to the directory.',
        data: OrganisationRegistered,
        visibleTo: { roles: ['platform.operator', 'audit.reader'] },
        example: BIG_DATA_BUREAU,
      }),
      personRegistered: event({
        summary: { zh: '人员已登记', en: 'Person registered' },
        doc: 'A person was given an account. Carries no personal data.',
        data: PersonRegistered,
        visibleTo: { roles: ['platform.operator', 'audit.reader'] },
        example: {
          id: '0192f3a4-5b6c-7d8e-9f01-23456789abcd',
          organisation: BIG_DATA_BUREAU.code,
          roles: ['catalog.editor'],
        },
      }),
    },
  },
);

export const contract = Identity;
