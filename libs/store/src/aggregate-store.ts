import { type Collection, type Document, type Filter, MongoServerError, type WithId } from 'mongodb';
import { v7 as newUuid } from 'uuid';
import {
  type CloudEvent,
  compileReply,
  type EventType,
  IdempotencyKeyReused,
  NotFound,
  ServiceUnavailable,
  StaleVersion,
  type Validate,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import type {
  AggregateDocument,
  AggregateType,
  DomainEvent,
  Loaded,
  RememberedCommand,
  StoredPersonal,
} from './aggregate.js';
import { bodyHash, commandKey } from './command-identity.js';
import { DatabaseTooNew } from './migrations/database-too-new.js';
import { hasMarks, PersonalDocuments, revealEvents, sealEvent } from './personal-documents.js';
import type { ServiceStore } from './service-store.js';

/** Commands that an aggregate remembers besides the one that created it. */
const REMEMBERED = 64;

/** What a change of personal data decides. */
export interface PersonalChange<Personal extends object> {
  readonly events?: readonly DomainEvent[];
  /** The whole new personal data. */
  readonly personal: Personal;
}

/** What is written beside the state of a new aggregate. */
export interface Beside<Personal extends object> {
  readonly personal?: Personal;
  readonly aside?: Document;
}

/**
 * Stores aggregates of one type. A command is one document write holding new state, version, pending events
 * and the remembered command (decision 1): all or nothing, whatever dies.
 */
export class AggregateStore<State extends object, Personal extends object = object> {
  readonly documents: Collection<AggregateDocument<State>>;
  private readonly personalDocuments: PersonalDocuments<State> | undefined;
  private readonly eventValidators = new Map<string, Validate>();
  /** The last update of each aggregate that is under way in this process. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    readonly type: AggregateType<State>,
    private readonly store: ServiceStore,
  ) {
    this.documents = store.db.collection(type.name);
    if (type.personal) {
      if (!store.personal) throw new Error(`${type.name} keeps personal data: the store needs PersonalData`);
      this.personalDocuments = new PersonalDocuments(
        type.name,
        type.personal,
        this.documents,
        store.personal,
      );
    }
    store.register(this as unknown as AggregateStore<object>);
  }

  /** Creates the collection's indexes; done at start, before requests are taken. */
  async prepare(): Promise<void> {
    await this.documents.createIndexes([
      { key: { pendingAt: 1 }, sparse: true, name: 'relay' },
      ...(this.personalDocuments?.indexes ?? []),
      ...this.type.indexes,
    ]);
  }

  /** The aggregate, or `undefined`. */
  async find(id: string): Promise<Loaded<State> | undefined> {
    const document = await this.read(id);
    return document ? loaded(document) : undefined;
  }

  /** The aggregate. @throws Problem `not-found` */
  async load(id: string): Promise<Loaded<State>> {
    const found = await this.find(id);
    if (!found) throw NotFound.with();
    return found;
  }

  /**
   * Creates an aggregate from the events that `decide` returns.
   * @param taken makes the problem to throw when another command has created this id already
   * @param beside personal data (sealed) and other things kept beside the state, outside all events
   * @throws Problem `idempotency-key-reused`; duplicate keys of other indexes come as MongoServerError 11000
   */
  async create(
    id: string,
    request: object,
    call: Call,
    decide: () => readonly DomainEvent[],
    taken: () => Error,
    { personal, aside }: Beside<Personal> = {},
  ): Promise<Loaded<State>> {
    const stored = personal && (await this.personalSide.seal(id, personal));
    const decided = await this.sealed(id, decide());
    const { state, events } = this.advance(undefined, id, 0, decided, call);
    const now = new Date();
    const document: AggregateDocument<State> = {
      _id: id,
      v: events.length,
      schema: this.type.schemaVersion,
      state,
      ...(this.type.derive && { derived: this.type.derive(state) }),
      ...(stored && { personal: stored }),
      ...(aside && { aside }),
      pending: events,
      pendingAt: now,
      commands: await this.remember(id, request, call, events.length),
      createdAt: now,
      updatedAt: now,
    };
    try {
      await this.documents.insertOne(document as never);
    } catch (error) {
      // Whichever index was broken: if the id exists, this is the command again, or another with its id.
      if (!(error instanceof MongoServerError && error.code === 11000)) throw error;
      const winner = await this.read(id);
      if (!winner) throw error;
      return this.repeated(winner, request, call, taken);
    }
    this.store.wakeRelay();
    return loaded(document);
  }

  /**
   * Changes an aggregate by the events that `decide` returns; no events, no write.
   * Updates of one aggregate take turns within this process: on a hot one, lost races would cost far more
   * than the wait. A race lost to another instance is decided again on the fresh state for as long as the
   * caller waits, unless the caller named a version.
   * @throws Problem `not-found`, `stale-version`, `idempotency-key-reused`, `service-unavailable`
   */
  async update(
    id: string,
    request: object,
    call: Call,
    decide: (current: Loaded<State>) => readonly DomainEvent[],
  ): Promise<Loaded<State>> {
    return this.inTurn(id, call, () =>
      this.updateNow(id, request, call, async (current) => ({ events: decide(current) })),
    );
  }

  /**
   * Changes the personal data of an aggregate, with or without events, under the same checks as `update`. Events
   * say that it changed, not to what; without any the version stays, since it counts events.
   * @throws Problem as `update`; SubjectErased
   */
  async updatePersonal(
    id: string,
    request: object,
    call: Call,
    decide: (
      current: Loaded<State>,
      personal: Personal,
    ) => PersonalChange<Personal> | Promise<PersonalChange<Personal>>,
  ): Promise<Loaded<State>> {
    return this.inTurn(id, call, () =>
      this.updateNow(id, request, call, async (current, document) => {
        const { events = [], personal } = await decide(
          current,
          (await this.personalOf(document)) as Personal,
        );
        return { events, personal: await this.personalSide.seal(id, personal) };
      }),
    );
  }

  /** The personal data of a document, opened; its texts read as `ERASED` after erasure. */
  async personalOf(document: Pick<AggregateDocument<State>, 'personal'>): Promise<Personal | undefined> {
    return (await this.personalSide.open(document)) as Personal | undefined;
  }

  /** The document that has this value in a look-up field of its personal data. */
  async findByPersonal(
    field: keyof Personal & string,
    value: string,
  ): Promise<AggregateDocument<State> | undefined> {
    const found = await this.personalSide.findBy(field, value);
    return found && this.present(found as WithId<AggregateDocument<State>>);
  }

  private async inTurn(id: string, call: Call, update: () => Promise<Loaded<State>>): Promise<Loaded<State>> {
    const before = this.turns.get(id)?.catch(() => {}); // its own caller hears of its failure
    const mine = (async () => {
      await before;
      if (before && Date.now() > call.deadline) throw ServiceUnavailable.with({ retryAfter: 1 });
      return update();
    })();
    this.turns.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.turns.get(id) === mine) this.turns.delete(id);
    }
  }

  private async updateNow(
    id: string,
    request: object,
    call: Call,
    decide: (
      current: Loaded<State>,
      document: AggregateDocument<State>,
    ) => Promise<{ events: readonly DomainEvent[]; personal?: StoredPersonal }>,
  ): Promise<Loaded<State>> {
    for (;;) {
      const document = await this.readForUpdate(id);
      if (!document) throw NotFound.with();
      const repeated = await this.recall(document, request, call);
      if (repeated) return repeated;
      if (call.ifMatch !== undefined && call.ifMatch !== document.v) throw stale(document.v);
      const current = loaded(document as unknown as AggregateDocument<State>);
      const { events: plain, personal } = await decide(
        current,
        document as unknown as AggregateDocument<State>,
      );
      if (plain.length === 0 && !personal) return current;
      const decided = await this.sealed(id, plain);
      const { state, events } = this.advance(current.state, id, document.v, decided, call);
      const next = document.v + events.length;
      const now = new Date();
      const { matchedCount } = await this.documents.updateOne(
        {
          _id: id,
          v: document.v,
          ...(personal && { 'personal.sealed': document.personal?.sealed ?? null }),
        } as Filter<AggregateDocument<State>>,
        {
          $set: {
            v: next,
            state,
            schema: this.type.schemaVersion,
            updatedAt: now,
            ...(events.length > 0 && { pendingAt: document.pendingAt ?? now }),
            commands: [
              ...withoutOldest(document.commands),
              ...(await this.remember(id, request, call, next)),
            ],
            ...(personal && { personal }),
            ...(this.type.derive && { derived: this.type.derive(state) }),
          },
          $push: { pending: { $each: events } },
        } as never,
      );
      if (matchedCount === 1) {
        this.store.wakeRelay();
        return { id, version: next, state };
      }
      if (call.ifMatch !== undefined || Date.now() > call.deadline) {
        const winner = await this.read(id);
        const mine = winner && (await this.recall(winner, request, call));
        if (mine) return mine;
        throw stale(winner?.v ?? document.v);
      }
    }
  }

  /**
   * A document in the form of this release, whatever form it is stored in. Queries that read `documents`
   * themselves pass through here what an instance of the release before may still write.
   * @throws DatabaseTooNew when a newer release has written it
   */
  async present(document: WithId<AggregateDocument<State>>): Promise<WithId<AggregateDocument<State>>> {
    const { presentForm, migrationTools, db } = this.store;
    if (document.schema > this.type.schemaVersion) {
      const detail = `${this.type.name} ${String(document._id)} has schema ${document.schema}; here the last is ${this.type.schemaVersion}`;
      throw new DatabaseTooNew(
        db.databaseName,
        detail,
        'Update this instance to the release that the others run.',
      );
    }
    return presentForm.of(this.type.name, document, migrationTools);
  }

  private async read(id: string): Promise<WithId<AggregateDocument<State>> | undefined> {
    const document = await this.documents.findOne({ _id: id } as Filter<AggregateDocument<State>>);
    return document ? this.present(document) : undefined;
  }

  /** As `read`; an old document is first stored in its present form, since an update writes parts of it only. */
  private async readForUpdate(id: string): Promise<WithId<AggregateDocument<State>> | undefined> {
    for (;;) {
      const stored = await this.documents.findOne({ _id: id } as Filter<AggregateDocument<State>>);
      if (!stored) return undefined;
      const present = await this.present(stored);
      if (present === stored) return stored;
      const same = { _id: id, $expr: { $eq: ['$$ROOT', { $literal: stored }] } };
      const { matchedCount } = await this.documents.replaceOne(
        same as Filter<AggregateDocument<State>>,
        present as never,
      );
      if (matchedCount === 1) return present;
    }
  }

  /** All events of an aggregate in order, those not yet on the stream included; sealed fields are opened. */
  async history(id: string, last = Number.MAX_SAFE_INTEGER): Promise<CloudEvent[]> {
    return revealEvents(await this.storedHistory(id, last), this.store.personal);
  }

  /** The events as they are stored, on the stream and in ledgers: sealed fields stay sealed for ever. */
  async storedHistory(id: string, last = Number.MAX_SAFE_INTEGER): Promise<CloudEvent[]> {
    // The pending ones first: the relay may move events meanwhile, and an event seen twice is dropped below.
    const document = await this.documents.findOne({ _id: id } as Filter<AggregateDocument<State>>, {
      projection: { pending: 1 },
    });
    const moved = await this.store.events
      .find({ aggregatetype: this.type.name, aggregateid: id })
      .sort({ aggregateversion: -1 })
      .limit(Math.min(last, 100_000))
      .project<CloudEvent>({ _id: 0 })
      .toArray();
    const byVersion = new Map<number, CloudEvent>();
    for (const event of [...moved, ...(document?.pending ?? [])])
      byVersion.set(event.aggregateversion, event);
    return [...byVersion.values()].sort((a, b) => a.aggregateversion - b.aggregateversion).slice(-last);
  }

  private get personalSide(): PersonalDocuments<State> {
    if (!this.personalDocuments) throw new Error(`${this.type.name} declares no personal data`);
    return this.personalDocuments;
  }

  /** Checks the events against their contracts, and seals what is personal in them. */
  private async sealed(id: string, decided: readonly DomainEvent[]): Promise<readonly DomainEvent[]> {
    for (const { type, data } of decided) this.checkData(type, data);
    if (!decided.some(({ type }) => hasMarks(type))) return decided;
    const own = this.personalDocuments?.subjectOf(id);
    return Promise.all(decided.map((event) => sealEvent(event, own, this.store.personal)));
  }

  private async remember(
    id: string,
    request: object,
    call: Call,
    version: number,
  ): Promise<RememberedCommand[]> {
    const key = commandKey(call);
    if (!key) return [];
    const hash = this.personalDocuments
      ? await this.personalDocuments.rememberedHash(id, request, call)
      : bodyHash(request, call);
    return [{ key, hash, version }];
  }

  /** Gives the events ids, versions and context, and folds them into the state. */
  private advance(
    state: State | undefined,
    id: string,
    version: number,
    decided: readonly DomainEvent[],
    call: Call,
  ): { state: State; events: CloudEvent[] } {
    let next = state;
    const events: CloudEvent[] = [];
    for (const [index, { type, data }] of decided.entries()) {
      const draft: CloudEvent = {
        specversion: '1.0',
        id: newUuid(),
        source: `/${this.store.cityId}/${type.service}`,
        type: type.subject,
        subject: `${this.type.name}/${id}`,
        time: this.store.now().toISOString(),
        datacontenttype: 'application/json',
        aggregatetype: this.type.name,
        aggregateid: id,
        aggregateversion: version + index + 1,
        actor: call.caller.subject,
        ...(call.caller.organisation && { actororganisation: call.caller.organisation }),
        ...(call.caller.onBehalfOf && { onbehalfof: call.caller.onBehalfOf }),
        causationid: call.requestId,
        correlationid: call.correlationId,
        traceparent: call.traceparent,
        data,
      };
      next = this.type.apply(next, draft as CloudEvent<never>);
      const organisation = this.type.organisationOf?.(next);
      const audience = this.type.audienceOf?.(next);
      events.push({ ...draft, ...(organisation && { organisation }), ...(audience && { audience }) });
    }
    if (!next) throw new Error(`${this.type.name}: a creation must produce an event`);
    return { state: next, events };
  }

  /** An event that breaks its own contract is a defect: it stops here, before anything is written. */
  private checkData(type: EventType, data: object): void {
    let validate = this.eventValidators.get(type.subject);
    if (!validate) {
      validate = compileReply(type.data);
      this.eventValidators.set(type.subject, validate);
    }
    const [fault] = validate(data);
    if (fault) throw new Error(`event ${type.subject} breaks its contract at ${fault.path}: ${fault.rule}`);
  }

  private async repeated(
    document: WithId<AggregateDocument<State>>,
    request: object,
    call: Call,
    taken: () => Error,
  ): Promise<Loaded<State>> {
    const mine = await this.recall(document, request, call);
    if (mine) return mine;
    throw taken();
  }

  /** What this very command led to before; `undefined` when it is new. The reply is the state at that version. */
  private async recall(
    document: WithId<AggregateDocument<State>>,
    request: object,
    call: Call,
  ): Promise<Loaded<State> | undefined> {
    const key = commandKey(call);
    const known = key ? document.commands.find((command) => command.key === key) : undefined;
    if (!known) return undefined;
    const same = this.personalDocuments
      ? await this.personalDocuments.isRemembered(String(document._id), known.hash, request, call)
      : known.hash === bodyHash(request, call);
    if (!same) throw IdempotencyKeyReused.with();
    if (known.version === document.v) return loaded(document as unknown as AggregateDocument<State>);
    return this.at(String(document._id), known.version);
  }

  /** The aggregate as it was at a version, folded from its events. */
  async at(id: string, version: number): Promise<Loaded<State>> {
    let state: State | undefined;
    for (const event of await this.storedHistory(id)) {
      if (event.aggregateversion > version) break;
      state = this.type.apply(state, event as CloudEvent<never>);
    }
    if (!state) throw NotFound.with();
    return { id, version, state };
  }
}

function loaded<State>(document: AggregateDocument<State>): Loaded<State> {
  return { id: document._id, version: document.v, state: document.state };
}

function withoutOldest(commands: readonly RememberedCommand[]): readonly RememberedCommand[] {
  if (commands.length <= REMEMBERED) return commands;
  return [...commands.slice(0, 1), ...commands.slice(commands.length - REMEMBERED + 1)];
}

function stale(currentVersion: number): Error {
  return StaleVersion.with({
    currentVersion,
    detail: { zh: `当前版本为 ${currentVersion}`, en: `The present version is ${currentVersion}` },
  });
}

/** True when a write broke the unique index of this name. */
export function brokeUniqueIndex(error: unknown, index: string): boolean {
  return error instanceof MongoServerError && error.code === 11000 && error.message.includes(index);
}
