import assert from 'node:assert/strict';
import { headers as newHeaders } from '@nats-io/transport-node';
import {
  type DefinedService,
  isProblemDetail,
  type JsonSchema,
  type Operation,
  type ProblemDetail,
  type ServiceContract,
  schemaOf,
} from '#libs/contract-kit';
import { contractClient, DEEPEST, HEADER } from '#libs/messaging';
import type { Scenario, Target } from './target.js';

const AUDITOR = { subject: 'person:conformance-auditor', roles: ['audit.reader'] };
const encoder = new TextEncoder();

/** What every implementation of a contract must do, made from the contract alone. */
export function contractScenarios(declared: unknown): Scenario[] {
  const contract = declared as ServiceContract;
  const operations = Object.values(contract.operations);
  return [
    discovery(contract),
    ...operations.flatMap((operation) => [...accessScenarios(operation), ...inputScenarios(operation)]),
    deniedIsAudited(contract),
  ];
}

function discovery(contract: ServiceContract): Scenario {
  return {
    name: 'is found by NATS discovery with every operation of its contract',
    run: async ({ connection }) => {
      const reply = await connection.request(`$SRV.INFO.${contract.name}`, '', { timeout: 2_000 });
      const info = reply.json<{ type: string; endpoints: { subject: string }[] }>();
      assert.equal(info.type, 'io.nats.micro.v1.info_response');
      const found = info.endpoints.map(({ subject }) => subject).sort();
      assert.deepEqual(
        found,
        Object.values(contract.operations)
          .map(({ subject }) => subject)
          .sort(),
      );
    },
  };
}

function accessScenarios(operation: Operation): Scenario[] {
  const { allow, name } = operation;
  if (allow === 'anyone') return [];
  const refused = (what: string, token: (target: Target) => Promise<string | undefined>): Scenario => ({
    name: `${name} refuses ${what}`,
    run: async (target) => {
      const problem = await problemOf(target, operation, exampleBody(operation), await token(target));
      assert.equal(problem.code, 'unauthenticated');
      assert.equal(problem.status, 401);
    },
  });
  return [
    refused('a caller without a token', async () => undefined),
    refused('an expired token', (target) => target.token(privileged(operation), -60)),
    refused('a token of an issuer it does not trust', async () => FOREIGN_TOKEN),
    refused('a token whose signature does not hold', async (target) =>
      tampered(await target.token(privileged(operation))),
    ),
    ...(typeof allow === 'string'
      ? []
      : [
          {
            name: `${name} refuses a caller with no role of its list`,
            run: async (target: Target) => {
              const token = await target.token({ subject: 'person:nobody', roles: ['none.at-all'] });
              const problem = await problemOf(target, operation, exampleBody(operation), token);
              assert.equal(problem.code, 'forbidden');
              assert.equal(problem.status, 403);
            },
          },
        ]),
  ];
}

function inputScenarios(operation: Operation): Scenario[] {
  const { name } = operation;
  const withToken = async (target: Target, body: Uint8Array | string, language = 'en') =>
    problemOf(target, operation, body, await target.token(privileged(operation)), language);
  const unreadable = (what: string, body: Uint8Array | string): Scenario => ({
    name: `${name} refuses ${what}`,
    run: async (target) => {
      const problem = await withToken(target, body);
      assert.equal(problem.code, 'unreadable-body');
      assert.equal(problem.status, 400);
    },
  });
  const texts = Object.entries(schemaOf(operation.request).properties ?? {}).filter(([, schema]) =>
    isText(schema),
  );
  return [
    {
      name: `${name} refuses an unknown field, by name, in both languages`,
      run: async (target) => {
        const body = JSON.stringify({ ...operation.examples[0]?.request, surprise: 1 });
        const [en, zh] = [await withToken(target, body, 'en'), await withToken(target, body, 'zh-CN')];
        for (const problem of [en, zh]) {
          assert.equal(problem.code, 'invalid-request');
          const fault = problem.errors?.find(({ path }) => path === '/surprise');
          assert.equal(fault?.rule, 'unknownField');
          assert.ok(fault?.remedy);
        }
        assert.match(zh.title, /[\u4e00-\u9fff]/);
        assert.match(en.title, /^[\x20-\x7e]+$/);
      },
    },
    unreadable('broken JSON', '{"a":'),
    unreadable('invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    unreadable('a key that pollutes prototypes', '{"__proto__":{"admin":true}}'),
    unreadable('a body nested too deeply', `${'{"a":'.repeat(DEEPEST + 1)}1${'}'.repeat(DEEPEST + 1)}`),
    {
      name: `${name} refuses a body over its bound`,
      run: async (target) => {
        const body = JSON.stringify({ padding: 'x'.repeat(operation.maxBytes) });
        const problem = await withToken(target, body);
        assert.equal(problem.code, 'body-too-large');
        assert.equal(problem.status, 413);
      },
    },
    ...texts.map(
      ([field]): Scenario => ({
        name: `${name} refuses a query operator in place of the text of ${field}`,
        run: async (target) => {
          const body = JSON.stringify({ ...operation.examples[0]?.request, [field]: { $gt: '' } });
          const problem = await withToken(target, body);
          assert.equal(problem.code, 'invalid-request');
          assert.ok(problem.errors?.some(({ path, rule }) => path === `/${field}` && rule === 'type'));
        },
      }),
    ),
    ...(operation.ifMatch === 'required'
      ? [
          {
            name: `${name} asks for the version that the caller has seen`,
            run: async (target: Target) => {
              const problem = await withToken(target, exampleBody(operation));
              assert.equal(problem.code, 'version-required');
              assert.equal(problem.status, 428);
            },
          },
        ]
      : []),
  ];
}

function deniedIsAudited(declared: ServiceContract): Scenario {
  const contract = declared as unknown as DefinedService<Record<string, never>, Record<string, never>>;
  return {
    name: 'keeps a refusal in its audit trail',
    run: async (target) => {
      const stranger = { subject: `person:stranger-${Date.now()}`, roles: [] };
      await problemOf(
        target,
        contract.operations.listDenials as Operation,
        '{}',
        await target.token(stranger),
      );
      const client = contractClient(contract, target.client, { token: await target.token(AUDITOR) });
      const { items } = await client.listDenials({ limit: 100 });
      const kept = items.find(({ actor }) => actor === stranger.subject);
      assert.equal(kept?.operation, `${declared.name}.listDenials`);
      assert.equal(kept?.code, 'forbidden');
    },
  };
}

/** Sends raw bytes to an operation and returns the problem it answers with. */
export async function problemOf(
  { connection }: Target,
  operation: Operation,
  body: Uint8Array | string,
  token: string | undefined,
  language = 'en',
): Promise<ProblemDetail> {
  const headers = newHeaders();
  headers.set(HEADER.language, language);
  if (token) headers.set(HEADER.authorization, `Bearer ${token}`);
  const payload = typeof body === 'string' ? encoder.encode(body) : body;
  const reply = await connection.request(operation.subject, payload, { timeout: 5_000, headers });
  const problem: unknown = reply.json();
  assert.ok(
    isProblemDetail(problem),
    `${operation.name} answered no problem but ${reply.string().slice(0, 200)}`,
  );
  assert.equal(reply.headers?.get(HEADER.errorCode), String(problem.status));
  assert.ok(problem.remedy);
  assert.match(problem.traceId ?? '', /^[0-9a-f]{32}$/);
  assert.doesNotMatch(reply.string(), /node_modules|\.ts:\d|\.js:\d|MongoServerError/);
  return problem;
}

function privileged({ allow }: Operation) {
  return { subject: 'person:conformance', roles: typeof allow === 'string' ? [] : [...allow] };
}

function exampleBody(operation: Operation): string {
  return JSON.stringify(operation.examples[0]?.request ?? {});
}

function isText(schema: JsonSchema): boolean {
  return schema.type === 'string';
}

function tampered(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
  return [header, payload, flipped].join('.');
}

/** Well-formed, of an issuer that nobody configured. */
const FOREIGN_TOKEN = [
  { alg: 'EdDSA', typ: 'at+jwt', kid: 'foreign' },
  {
    iss: 'urn:example:foreign',
    aud: 'testcity',
    sub: 'person:intruder',
    exp: 4_102_444_800,
    roles: ['platform.operator'],
  },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat(Buffer.alloc(64).toString('base64url'))
  .join('.');
