import type { FastifyRequest } from 'fastify';
import {
  type FieldError,
  InvalidRequest,
  type JsonSchema,
  pathParameters,
  schemaOf,
} from '#libs/contract-kit';
import { readJson } from '#libs/messaging';
import { coerce } from './coerce.js';
import { hasBody, type OperationRoute } from './operation-route.js';
import { queryOf } from './query-string.js';

/** The request of an operation: as bytes to send, and as read. */
export interface ReadRequest {
  readonly bytes: Uint8Array;
  readonly value: unknown;
}

const encoder = new TextEncoder();

/** Puts the request of an operation together from path, query string and body. */
export class RequestReader {
  private readonly fields: Readonly<Record<string, JsonSchema>>;
  private readonly pathFields: readonly { field: string; parameter: string }[];
  private readonly readsBody: boolean;

  constructor(private readonly route: OperationRoute) {
    this.fields = schemaOf(route.operation.request).properties ?? {};
    this.readsBody = hasBody(route.route);
    this.pathFields = [
      ...pathParameters(route.route.path).map((field) => ({ field, parameter: field })),
      ...(route.facade?.wildcard ? [{ field: route.facade.wildcard, parameter: '*' }] : []),
    ];
  }

  /** @throws Problem `invalid-request`, `unreadable-body`, `body-too-large` */
  read(request: FastifyRequest): ReadRequest {
    const path = this.fromPath(request);
    if (!this.readsBody) return encoded({ ...this.fromQuery(request.url), ...path });
    this.refuseQuery(request.url);
    const bytes = Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
    const value = readJson(bytes, this.route.operation.maxBytes);
    // The bytes go on as they came: what the sender wrote is what the service checks.
    if (this.pathFields.length === 0)
      return { bytes: bytes.length > 0 ? bytes : encoder.encode('{}'), value };
    return encoded(merged(value, path));
  }

  private fromPath(request: FastifyRequest): Record<string, unknown> {
    const parameters = request.params as Readonly<Record<string, string>>;
    return Object.fromEntries(
      this.pathFields.map(({ field, parameter }) => [
        field,
        coerce(parameters[parameter] ?? '', this.fields[field]),
      ]),
    );
  }

  private fromQuery(url: string): Record<string, unknown> {
    const errors: FieldError[] = [];
    const values = [...queryOf(url)].map(([name, texts]): [string, unknown] => {
      const schema = Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
      if (schema?.type === 'array') return [name, texts.map((text) => coerce(text, schema.items))];
      if (texts.length > 1) errors.push(repeated(name));
      if (this.pathFields.some(({ field }) => field === name)) errors.push(notHere(name));
      return [name, coerce(texts[0] ?? '', schema)];
    });
    if (errors.length > 0) throw InvalidRequest.with({ errors });
    return Object.fromEntries(values);
  }

  private refuseQuery(url: string): void {
    const errors = [...queryOf(url).keys()].map(notHere);
    if (errors.length > 0) throw InvalidRequest.with({ errors });
  }
}

function merged(body: unknown, path: Readonly<Record<string, unknown>>): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw InvalidRequest.with({ errors: [NOT_AN_OBJECT] });
  }
  const given = body as Readonly<Record<string, unknown>>;
  const errors = Object.entries(path)
    .filter(([name, value]) => Object.hasOwn(given, name) && given[name] !== value)
    .map(([name]) => contradiction(name));
  if (errors.length > 0) throw InvalidRequest.with({ errors });
  return { ...given, ...path };
}

function encoded(value: object): ReadRequest {
  return { bytes: encoder.encode(JSON.stringify(value)), value };
}

const pointer = (name: string) => `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const NOT_AN_OBJECT: FieldError = {
  path: '',
  rule: 'type',
  message: { zh: '应为对象', en: 'Must be an object' },
  remedy: { zh: '提交 JSON 对象', en: 'Send a JSON object' },
};

const repeated = (name: string): FieldError => ({
  path: pointer(name),
  rule: 'repeated',
  message: { zh: '参数只能出现一次', en: 'The parameter may be given only once' },
  remedy: { zh: '删除多余的参数', en: 'Remove the others' },
});

const notHere = (name: string): FieldError => ({
  path: pointer(name),
  rule: 'unknownField',
  message: { zh: '该参数不属于查询串', en: 'The parameter does not belong in the query string' },
  remedy: { zh: '将其放入路径或请求正文', en: 'Put it into the path or the body' },
});

const contradiction = (name: string): FieldError => ({
  path: pointer(name),
  rule: 'contradiction',
  message: { zh: '正文与地址中的值不一致', en: 'Body and address disagree' },
  remedy: { zh: '从正文中删除该字段', en: 'Leave the field out of the body' },
});
