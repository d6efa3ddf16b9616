import { randomUUID } from 'node:crypto';
import {
  type CloudEvent,
  command,
  defineService,
  event,
  Id,
  Int,
  type Operation,
  Text,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { AggregateStore, type AggregateType, happened, openDatabase, ServiceStore } from '#libs/store';
import type { TestServers } from '#libs/testing';

export class Count {
  @Int({ zh: '数', min: 0, max: 1_000_000 })
  by: number;

  @Text({ zh: '名称', max: 50, optional: true })
  name?: string;

  @Text({ zh: '密码', max: 50, optional: true, personal: { class: 'credential' } })
  password?: string;
}

class Counted {
  @Id({ zh: '编号' })
  id: string;

  @Int({ zh: '数', min: 0, max: 1_000_000 })
  by: number;

  @Text({ zh: '名称', max: 50, optional: true })
  name?: string;
}

const words = { summary: { zh: '计数', en: 'Count' }, doc: '' };

export const Counters = defineService(
  { name: 'counter', version: 1, title: { zh: '计数器', en: 'Counter' }, doc: '' },
  {
    operations: {
      begin: command({
        ...words,
        request: Count,
        reply: Counted,
        allow: 'anyone',
        creates: true,
        examples: [],
      }),
      count: command({ ...words, request: Count, reply: Counted, allow: 'anyone', examples: [] }),
    },
    events: {
      counted: event({ ...words, data: Counted, visibleTo: {}, example: { id: randomUUID(), by: 1 } }),
    },
  },
);

export interface CounterState {
  readonly count: number;
  readonly name?: string;
}

const COUNTER: AggregateType<CounterState> = {
  name: 'counter',
  schemaVersion: 1,
  apply: (state, event: CloudEvent<never>) => {
    const { by, name } = event.data as Counted;
    return { ...state, count: (state?.count ?? 0) + by, ...(name && { name }) };
  },
  organisationOf: () => '11370000MB284651XL',
  derive: ({ count }) => ({ even: count % 2 === 0 }),
  indexes: [
    {
      key: { 'state.name': 1 },
      unique: true,
      name: 'name',
      partialFilterExpression: { 'state.name': { $exists: true } },
    },
  ],
};

/** A counter that counted: one event. */
export const counted = (id: string, by: number, name?: string) =>
  happened(Counters.events.counted, { id, by, ...(name && { name }) });

export interface OpenCounters {
  readonly store: ServiceStore;
  readonly counters: AggregateStore<CounterState>;
  close(): Promise<void>;
}

let databases = 0;

/** The counters in a database; a new one unless `city` names one. */
export async function openCounters(servers: TestServers, city = `c${++databases}`): Promise<OpenCounters> {
  const { client, db } = await openDatabase(servers.mongoUri, city, 'counter');
  const store = new ServiceStore(db, city);
  const counters = new AggregateStore(COUNTER, store);
  await store.prepare();
  return { store, counters, close: () => client.close() };
}

/** A request as it reaches the store. */
export function call(options: Partial<Call> = {}, operation: object = Counters.operations.count): Call {
  return {
    operation: operation as Operation,
    caller: { subject: 'person:tests', roles: [] },
    language: 'en',
    deadline: Date.now() + 20_000,
    requestId: randomUUID(),
    correlationId: 'correlation',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    ...options,
  };
}
