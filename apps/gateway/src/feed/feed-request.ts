import type { FastifyRequest } from 'fastify';
import { type FieldError, InvalidRequest } from '#libs/contract-kit';
import { single } from '../edge/edge.js';
import { queryOf } from '../routes/query-string.js';
import type { FeedEvent } from './feed-event.js';

/** What a reader of the live feed asks for. */
export interface FeedRequest {
  /** Stream sequence after which to begin; absent for new events only. */
  readonly after?: number;
  /** Names of events; absent for all. */
  readonly types?: ReadonlySet<string>;
  /** `<aggregate type>/<aggregate id>`; absent for all. */
  readonly subject?: string;
}

const SEQUENCE = /^\d{1,15}$/;
const SUBJECT = /^[A-Za-z][A-Za-z0-9-]{0,60}\/[^\s/][^\r\n]{0,199}$/;
const PARAMETERS: ReadonlySet<string> = new Set(['after', 'types', 'subject']);

/**
 * Reads what a reader asks for. `Last-Event-ID` outranks `after`: a browser that comes back repeats the
 * address but knows better where it was.
 * @throws Problem `invalid-request`
 */
export function readFeedRequest(request: FastifyRequest, known: ReadonlySet<string>): FeedRequest {
  const query = queryOf(request.url);
  const errors: FieldError[] = [];
  for (const [name, values] of query) {
    if (!PARAMETERS.has(name)) errors.push(UNKNOWN(name));
    else if (values.length > 1)
      errors.push(bad(`/${name}`, 'repeated', '参数只能出现一次', 'May be given only once'));
  }
  const lastEventId = single(request.headers['last-event-id'])?.trim() || undefined;
  const after = query.get('after')?.[0];
  if (lastEventId !== undefined && !SEQUENCE.test(lastEventId)) errors.push(BAD_ID('/headers/last-event-id'));
  if (after !== undefined && !SEQUENCE.test(after)) errors.push(BAD_ID('/after'));
  const types = query.get('types')?.[0]?.split(',');
  if (types?.some((type) => !known.has(type))) errors.push(UNKNOWN_TYPE([...known]));
  const subject = query.get('subject')?.[0];
  if (subject !== undefined && !SUBJECT.test(subject)) errors.push(BAD_SUBJECT);
  if (errors.length > 0) throw InvalidRequest.with({ errors });
  const start = lastEventId ?? after;
  return {
    ...(start !== undefined && { after: Number(start) }),
    ...(types && { types: new Set(types) }),
    ...(subject !== undefined && { subject }),
  };
}

/** Whether the reader asked for this event. */
export function asksFor({ types, subject }: FeedRequest, event: FeedEvent): boolean {
  return (!types || types.has(event.name)) && (subject === undefined || subject === event.subject);
}

const bad = (
  path: string,
  rule: string,
  zh: string,
  en: string,
  remedy = { zh: '参照 API 文档修改', en: 'See the API page' },
) => ({
  path,
  rule,
  message: { zh, en },
  remedy,
});
const UNKNOWN = (name: string) =>
  bad(
    `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    'unknownField',
    '未知的参数',
    'Unknown parameter',
  );
const BAD_ID = (path: string) =>
  bad(path, 'pattern', '应为事件流序号', 'Must be a sequence of the stream, the `id` of an event');
const UNKNOWN_TYPE = (known: readonly string[]) =>
  bad('/types', 'enum', '没有这种事件', 'There is no such event', {
    zh: `取值：${known.join(', ')}`,
    en: `Use some of: ${known.join(', ')}`,
  });
const BAD_SUBJECT = bad('/subject', 'pattern', '应为 <类型>/<编号>', 'Must be <type>/<id>', {
  zh: '例如 entry/0192f3a4-5b6c-7d8e-9f01-23456789abcd',
  en: 'For example entry/0192f3a4-5b6c-7d8e-9f01-23456789abcd',
});
