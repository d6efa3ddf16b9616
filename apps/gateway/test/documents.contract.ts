import { Parser } from '@asyncapi/parser';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type Operation, SCHEMA_PREFIX, type ServiceContract } from '#libs/contract-kit';
import { loadContracts } from '../src/contracts.js';
import { buildAsyncApi, buildOpenApi } from '../src/openapi/openapi.js';
import { Sample } from './sample-contract.js';

interface Responses {
  readonly [status: string]: { readonly content?: Readonly<Record<string, { readonly examples?: object }>> };
}
interface DescribedOperation {
  readonly operationId: string;
  readonly responses: Responses;
  readonly security?: unknown;
  readonly requestBody?: { content: { 'application/json': { schema: { $ref: string }; examples: object } } };
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: { type?: string } }[];
}

let contracts: ServiceContract[];
let document: OpenAPIObject;
let described: Map<string, DescribedOperation>;

const operationsOf = (api: OpenAPIObject) =>
  new Map(
    Object.values(api.paths)
      .flatMap((path) => Object.values(path) as DescribedOperation[])
      .map((operation) => [operation.operationId, operation]),
  );
const codesOf = ({ responses }: DescribedOperation) =>
  Object.values(responses).flatMap(({ content }) =>
    Object.keys(content?.['application/problem+json']?.examples ?? {}),
  );

beforeAll(async () => {
  contracts = await loadContracts();
  document = await buildOpenApi(contracts, { version: '1.2.3' });
  described = operationsOf(document);
});

const withHttp = () =>
  contracts
    .flatMap((contract) => Object.values(contract.operations))
    .filter((operation: Operation) => operation.http);

describe('the OpenAPI document of all services', () => {
  test('is valid OpenAPI 3.1 for an independent validator', async () => {
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(JSON.stringify(document)) as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect([result.valid, validator.version]).toEqual([true, '3.1']);
  });

  test('refers only to schemas that it holds', () => {
    const names = Object.keys(document.components?.schemas ?? {});
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]);
    expect(references.filter((ref) => !names.includes(ref?.replace(SCHEMA_PREFIX, '') ?? ''))).toEqual([]);
  });

  test('describes every operation with an HTTP route, with each problem it declares', () => {
    for (const operation of withHttp()) {
      const found = described.get(`${operation.service}_${operation.name}`);
      expect([operation.name, found !== undefined]).toEqual([operation.name, true]);
      if (!found) continue;
      for (const { code } of operation.problems) expect(codesOf(found)).toContain(code);
      expect(codesOf(found)).toContain('service-unavailable');
      expect(found.security !== undefined).toBe(operation.allow !== 'anyone');
    }
  });

  test('puts path fields into the path and the rest into the body or the query', () => {
    const amend = described.get('data-catalog_amendEntry');
    expect(amend?.parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual(
      expect.arrayContaining([
        ['id', 'path', true],
        ['If-Match', 'header', true],
        ['Idempotency-Key', 'header', false],
      ]),
    );
    expect(amend?.requestBody?.content['application/json'].schema.$ref).toBe(
      `${SCHEMA_PREFIX}AmendEntryBody`,
    );
    const body = document.components?.schemas?.AmendEntryBody as { properties: object; required: string[] };
    expect(Object.keys(body.properties)).not.toContain('id');
    expect(body.required).not.toContain('id');
    const search = described.get('data-catalog_searchEntries');
    expect(search?.parameters.filter(({ in: place }) => place === 'query')).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'limit', required: false })]),
    );
  });

  test('has the examples of the contracts', () => {
    const register = described.get('data-catalog_registerEntry');
    expect(Object.keys(register?.requestBody?.content['application/json'].examples ?? {})).toEqual([
      'complete',
      'only a title',
    ]);
  });

  test('describes façades in their media types, and the live feed', () => {
    expect(document.paths['/catalog/entries.csv']?.get?.responses['200']).toHaveProperty([
      'content',
      'text/csv',
    ]);
    expect(document.paths['/events']?.get?.responses['200']).toHaveProperty(['content', 'text/event-stream']);
  });

  test('names each operation once, in the same order every time', async () => {
    expect(described.size).toBe(Object.values(document.paths).flatMap((path) => Object.keys(path)).length);
    const again = await buildOpenApi(contracts, { version: '1.2.3' });
    expect(JSON.stringify(again)).toBe(JSON.stringify(document));
  });
});

test('a façade with a wildcard is described with the rest of its path', async () => {
  const sample = await buildOpenApi([Sample], { version: '1.0.0' });
  expect(sample.paths['/files/{path}']?.get?.parameters).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'path', in: 'path' })]),
  );
});

test('the AsyncAPI document of all services is valid for an independent parser', async () => {
  const asyncApi = buildAsyncApi(contracts, { version: '1.2.3' });
  const { diagnostics } = await new Parser().parse(JSON.stringify(asyncApi));
  expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
});
