import { Controller, Injectable, type Type } from '@nestjs/common';
import { DataCatalog } from '#contracts/data-catalog';
import {
  type CloudEvent,
  command,
  defineService,
  event,
  get,
  post,
  query,
  type ReplyOf,
  type RequestOf,
} from '#libs/contract-kit';
import { type Call, Handles } from '#libs/messaging';
import { ServiceModule, ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType, creationId, happened, type Loaded } from '#libs/store';

/*
 * A service that is nothing but the hot path: echo, one command, one query. The command is a `registerEntry`
 * without the look-ups in directory and classification tree, so that the figures are those of the path.
 */

const { registerEntry, getEntry } = DataCatalog.operations;
export type EntryRequest = RequestOf<typeof registerEntry>;
export type EntryReply = ReplyOf<typeof registerEntry>;

const TEXT = { zh: '测量', en: 'Measurement' };
const PROVIDER = { code: '11370000MB284651XL', name: '示例单位' };
export const ROLE = 'catalog.editor';

/** The contract, by the name of the service: the benches run it twice, with and without a relay. */
export function benchContract(name: string) {
  return defineService(
    { name, version: 1, title: TEXT, doc: 'Hot path for benches.' },
    {
      operations: {
        echoOpen: query({
          summary: TEXT,
          doc: '',
          request: registerEntry.request,
          reply: registerEntry.request,
          allow: 'anyone',
          examples: [],
        }),
        echoSigned: query({
          summary: TEXT,
          doc: '',
          request: registerEntry.request,
          reply: registerEntry.request,
          allow: [ROLE],
          examples: [],
        }),
        registerItem: command({
          summary: TEXT,
          doc: '',
          request: registerEntry.request,
          reply: registerEntry.reply,
          allow: [ROLE],
          creates: true,
          http: post(`/${name}/items`),
          examples: [],
        }),
        getItem: query({
          summary: TEXT,
          doc: '',
          request: getEntry.request,
          reply: getEntry.reply,
          allow: [ROLE],
          http: get(`/${name}/items/{id}`),
          examples: [],
        }),
      },
      events: {
        itemRegistered: event({
          summary: TEXT,
          doc: '',
          data: DataCatalog.events.entryRegistered.data,
          visibleTo: { everyone: true },
          example: DataCatalog.events.entryRegistered.example,
        }),
      },
    },
  );
}

interface ItemState {
  readonly provider: typeof PROVIDER;
  readonly fields: EntryRequest;
  readonly author: string;
  readonly createdAt: string;
}

/** The aggregate; two indexes of its own, as a small service has them. */
export const ITEM: AggregateType<ItemState> = {
  name: 'item',
  schemaVersion: 1,
  apply: (_state, event: CloudEvent<never>) => ({
    ...(event.data as Pick<ItemState, 'provider' | 'fields'>),
    author: event.actor,
    createdAt: event.time,
  }),
  organisationOf: (state) => state.provider.code,
  derive: (state) => ({ titleKey: state.fields.title.toLowerCase() }),
  indexes: [
    { key: { 'state.provider.code': 1, 'derived.titleKey': 1 }, unique: true, name: 'title_of_provider' },
    { key: { updatedAt: -1, _id: -1 }, name: 'newest' },
  ],
};

/** The module of the service under the given name. */
export function benchModule(name: string): Type<object> {
  const contract = benchContract(name);
  const { operations, events } = contract;

  @Injectable()
  class Items extends AggregateStore<ItemState> {
    constructor(runtime: ServiceRuntime) {
      super(ITEM, runtime.store);
    }
  }

  @Controller()
  class BenchHandlers {
    constructor(private readonly items: Items) {}

    @Handles(operations.echoOpen)
    async echoOpen(request: EntryRequest): Promise<EntryRequest> {
      return request;
    }

    @Handles(operations.echoSigned)
    async echoSigned(request: EntryRequest): Promise<EntryRequest> {
      return request;
    }

    @Handles(operations.registerItem)
    async registerItem(request: EntryRequest, call: Call): Promise<EntryReply> {
      const id = creationId(call);
      const decide = () => [happened(events.itemRegistered, { id, provider: PROVIDER, fields: request })];
      return view(await this.items.create(id, request, call, decide, () => new Error('taken')));
    }

    @Handles(operations.getItem)
    async getItem({ id }: { id: string }): Promise<EntryReply> {
      return view(await this.items.load(id));
    }
  }

  @ServiceModule({ contract, handlers: [BenchHandlers], parts: [Items] })
  class BenchModule {}
  return BenchModule;
}

/** An item as its readers see it; the limits answer with the same. */
export function view({ id, version, state }: Loaded<ItemState>): EntryReply {
  return {
    id,
    version,
    publishState: 'draft',
    provider: state.provider,
    fields: state.fields,
    codes: [],
    completeness: 100,
    onlineState: 'notOnline',
    available: false,
    author: state.author,
    createdAt: state.createdAt,
    updatedAt: state.createdAt,
  };
}

/** A complete entry with fifteen information items; about 3 KB of JSON. */
export function entryWith15Items(title: string): EntryRequest {
  const example = registerEntry.examples[0]?.request;
  const item = example?.items?.[1];
  if (!example || !item) throw new Error('the contract has no example with items');
  const items = Array.from({ length: 15 }, (_, at) => ({
    ...item,
    nameCn: `信息项${at + 1}`,
    nameEn: `item_${at + 1}`,
  }));
  return { ...example, title, items };
}
