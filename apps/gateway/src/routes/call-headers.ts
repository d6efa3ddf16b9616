import type { FastifyRequest } from 'fastify';
import type { CallOptions } from '#libs/messaging';
import { edgeOf, single } from '../edge/edge.js';
import { invalid } from '../problems/problem-of.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;
/** `"3"`, `W/"3"` or `3`. */
const VERSION = /^(?:(?:W\/)?"([1-9]\d{0,14})"|([1-9]\d{0,14}))$/;
const REQUEST_ID = /^[\x21-\x7e]{1,100}$/;

/**
 * What of the HTTP headers goes along to the service.
 * @throws Problem `invalid-request` for a header that is there but unreadable: ignoring it could do a command
 * twice, or over somebody's change
 */
export function callHeaders(request: FastifyRequest): CallOptions {
  const { token, language, traceparent } = edgeOf(request);
  const idempotencyKey = idempotencyKeyOf(single(request.headers['idempotency-key']));
  const ifMatch = versionOf(request.headers['if-match']);
  const correlationId = single(request.headers['x-request-id']);
  return {
    language,
    traceparent,
    ...(token && { token }),
    ...(idempotencyKey && { idempotencyKey }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(correlationId && REQUEST_ID.test(correlationId) && { correlationId }),
  };
}

function idempotencyKeyOf(key: string | undefined): string | undefined {
  if (key === undefined || IDEMPOTENCY_KEY.test(key)) return key;
  throw invalid(
    '/headers/idempotency-key',
    'pattern',
    { zh: '幂等键格式不正确', en: 'The idempotency key has not the required form' },
    {
      zh: '使用 1–128 个可见 ASCII 字符，例如 UUID',
      en: 'Use 1–128 visible ASCII characters, a UUID for example',
    },
  );
}

function versionOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const [, quoted, bare] = VERSION.exec(header.trim()) ?? [];
  const version = quoted ?? bare;
  if (version) return Number(version);
  throw invalid(
    '/headers/if-match',
    'pattern',
    { zh: '版本号格式不正确', en: 'The version has not the required form' },
    { zh: '使用读取时得到的一个版本号（ETag）', en: 'Use the one version (ETag) that you have read' },
  );
}
