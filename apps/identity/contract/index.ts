import { command, defineService, Empty, facade, get, post, put, query } from '#libs/contract-kit';
import { citizenEvents, citizenOperations } from './citizen.operations.js';
import { delegationEvents, delegationOperations } from './delegation.operations.js';
import { City, SetCity } from './directory.dto.js';
import { organisationEvents, organisationOperations } from './organisation.operations.js';
import { personEvents, personOperations } from './person.operations.js';
import { AccountLocked, WrongCredentials } from './problems.js';
import { Caller, KeySet, SignIn, Token } from './session.dto.js';

/** 统一身份认证: organisations, people, roles, sign-in and tokens. */
export const Identity = defineService(
  {
    name: 'identity',
    version: 1,
    title: { zh: '统一身份认证', en: 'Identity' },
    doc: 'Organisations, people and their roles; sign-in; the keys that sign tokens.',
    roles: {
      'platform.operator': { zh: '平台运维', en: 'Platform operator' },
      'audit.reader': { zh: '审计员', en: 'Auditor' },
      'organisation.admin': { zh: '单位管理员', en: 'Administrator of an organisation' },
      'enterprise.agent': { zh: '企业经办人', en: 'Agent of an enterprise' },
    },
    consumers: {
      directory: [
        'identity.organisationMerged',
        'identity.organisationSplit',
        'identity.organisationDissolved',
        'identity.personRegistered',
        'identity.personMoved',
        'identity.personDisabled',
        'identity.rolesRevoked',
        'identity.passwordReset',
        'identity.delegationRevoked',
        'identity.citizenClosed',
        'identity.agentRemoved',
        'identity.enterpriseClosed',
      ],
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
      ...organisationOperations,
      ...personOperations,
      ...delegationOperations,
      ...citizenOperations,
    },
    events: {
      ...organisationEvents,
      ...personEvents,
      ...delegationEvents,
      ...citizenEvents,
    },
  },
);

export const contract = Identity;
