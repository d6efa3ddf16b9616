import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Injectable } from '@nestjs/common';
import { refuses } from '#libs/conformance';
import {
  type AuditRecord,
  type CloudEvent,
  command,
  defineService,
  event,
  Id,
  type Problem,
  query,
  type SearchAudit,
  Text,
} from '#libs/contract-kit';
import { type Call, contractClient, EventPublisher, Handles } from '#libs/messaging';
import { type RunningService, ServiceModule, ServiceRuntime } from '#libs/service-host';
import { AggregateStore, creationId, happened } from '#libs/store';
import { eventually, TestCity } from '#libs/testing';

class Note {
  @Id({ zh: '编号', optional: true })
  id?: string;

  @Text({ zh: '内容', max: 100 })
  text: string;
}

class Written {
  @Id({ zh: '编号' })
  id: string;

  @Text({ zh: '内容', max: 100 })
  text: string;
}

const words = { summary: { zh: '便条', en: 'Note' }, doc: '', examples: [] };

const Notes = defineService(
  {
    name: 'note',
    version: 1,
    title: { zh: '便条', en: 'Notes' },
    doc: '',
    consumers: { reader: ['note.written'] },
  },
  {
    operations: {
      write: command({ ...words, request: Note, reply: Written, allow: 'anyone', creates: true }),
      peek: query({ ...words, request: Note, reply: Note, allow: ['note.keeper'] }),
    },
    events: {
      written: event({ ...words, data: Written, visibleTo: {}, example: { id: randomUUID(), text: 'x' } }),
    },
  },
);

/** Events that the reader took, and whether it takes any at present. */
const reader = { taken: [] as string[], works: true };

@Injectable()
class NoteStore extends AggregateStore<Written> {
  constructor(runtime: ServiceRuntime) {
    super(
      {
        name: 'note',
        schemaVersion: 1,
        apply: (_state, { data }: CloudEvent<never>) => ({ ...(data as Written) }),
        indexes: [],
      },
      runtime.store,
    );
    runtime.onEvents('reader', async (event) => {
      if (!reader.works) throw new Error('the reader is ill');
      reader.taken.push((event.data as Written).text);
    });
  }
}

@Controller()
class NoteHandlers {
  constructor(private readonly notes: NoteStore) {}

  @Handles(Notes.operations.write)
  async write(request: Note, call: Call): Promise<Written> {
    const id = creationId(call);
    const written = happened(Notes.events.written, { id, text: request.text });
    return (
      await this.notes.create(
        id,
        request,
        call,
        () => [written],
        () => new Error('taken'),
      )
    ).state;
  }

  @Handles(Notes.operations.peek)
  async peek(request: Note): Promise<Note> {
    return request;
  }
}

@ServiceModule({ contract: Notes, handlers: [NoteHandlers], parts: [NoteStore] })
class NoteModule {}

@Injectable()
class Nothing {}

@Controller()
class DeafHandlers {
  @Handles(Notes.operations.write)
  async write(): Promise<Written> {
    throw new Error('never');
  }

  @Handles(Notes.operations.peek)
  async peek(request: Note): Promise<Note> {
    return request;
  }
}

@ServiceModule({ contract: Notes, handlers: [DeafHandlers], parts: [Nothing] })
class DeafModule {}

let city: TestCity;
let service: RunningService;

beforeAll(async () => {
  city = await TestCity.start([Notes]);
  service = await city.serve('note', NoteModule);
});
afterAll(() => city?.stop());

const anybody = () => contractClient(Notes, city.client);
const as = async (...roles: string[]) =>
  contractClient(Notes, city.client, { token: await city.token({ subject: 'person:tests', roles }) });

describe('a service', () => {
  it('is ready when its database, its bus and its relay are', async () => {
    const health = await eventually(async () => {
      const now = await anybody().getHealth({});
      expect(now.checks.find(({ name }) => name === 'relay')?.detail).toBe('active here');
      return now;
    });
    expect(health).toMatchObject({ service: 'note', status: 'ready', contractVersion: 1 });
    expect(health.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['mongodb', true],
      ['relay', true],
      ['nats', true],
    ]);
  });

  it('cannot start when nothing takes the events of a consumer that its contract declares', async () => {
    await expect(city.serve('note', DeafModule)).rejects.toThrow(
      'note: nothing takes the events of consumer "reader"',
    );
  });

  it('publishes its own history again on request, a range of time with its end left out', async () => {
    const { id } = await anybody().write({ text: 'again' });
    const kept = await eventually(async () => {
      const found = await service.runtime.store.events.findOne({ aggregateid: id });
      expect(found).not.toBeNull();
      return found as CloudEvent;
    });
    await eventually(() => expect(reader.taken).toContain('again'));
    const operator = await as('platform.operator');
    const to = new Date(new Date(kept.time).getTime() + 1).toISOString();
    expect(await operator.republishEvents({ range: { from: kept.time, to } })).toEqual({ published: 1 });
    await eventually(() => expect(reader.taken.filter((text) => text === 'again')).toHaveLength(2));
    expect(await operator.republishEvents({ range: { from: to, to: '2100-01-01T00:00:00Z' } })).toEqual({
      published: 0,
    });
    await refuses('invalid-request', () => operator.republishEvents({ range: { from: to, to } }));
  });

  it('lists its dead letters, and replays them once their cause is gone', async () => {
    const operator = await as('platform.operator');
    const publisher = new EventPublisher(service.runtime.connection);
    const { id } = await anybody().write({ text: 'ill' });
    const event = await eventually(async () => {
      const found = await service.runtime.store.events.findOne({ aggregateid: id });
      expect(found).not.toBeNull();
      return found as CloudEvent;
    });
    await publisher.publish(event, { once: true });
    await service.runtime.deadLetters.keep('reader', event, new Error('the reader is ill'), 6);
    const { items } = await operator.listDeadLetters({});
    expect(items).toEqual([
      expect.objectContaining({
        consumer: 'reader',
        eventId: event.id,
        error: 'Error: the reader is ill',
        deliveries: 6,
      }),
    ]);
    const sequence = items[0]?.sequence ?? 0;
    reader.works = false;
    expect(await operator.replayDeadLetter({ sequence })).toEqual({
      outcome: 'failedAgain',
      error: 'the reader is ill',
    });
    reader.works = true;
    expect(await operator.replayDeadLetter({ sequence })).toEqual({ outcome: 'applied' });
    expect(reader.taken.at(-1)).toBe('ill');
    expect(await operator.listDeadLetters({})).toMatchObject({ items: [], total: 0 });
    await refuses('not-found', () => operator.replayDeadLetter({ sequence }));
  });
});

describe('the audit trail', () => {
  it('has every refusal for want of a right, newest first, a page at a time, each once', async () => {
    const actors = Array.from({ length: 5 }, () => `person:${randomUUID()}`);
    const id = randomUUID();
    for (const subject of actors) {
      const token = await city.token({ subject, roles: [], organisation: '11370000MB284651XL' });
      const stranger = contractClient(Notes, city.client, { token });
      await refuses('forbidden', () => stranger.peek({ id, text: 'private words' }));
    }
    const auditor = await as('audit.reader');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await auditor.listDenials({ limit: 2, ...(cursor && { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(2);
      for (const denial of page.items.filter(({ actor }) => actors.includes(actor))) {
        seen.push(denial.actor);
        expect(denial).toMatchObject({
          operation: 'note.peek',
          code: 'forbidden',
          object: id,
          organisation: '11370000MB284651XL',
        });
        expect(JSON.stringify(denial)).not.toContain('private words');
      }
      cursor = page.next;
    } while (cursor);
    expect(seen).toEqual(actors.toReversed());
  });

  it('refuses a cursor that it did not make', async () => {
    const auditor = await as('audit.reader');
    for (const cursor of ['bm90LWEtY3Vyc29y', Buffer.from('["x"]').toString('base64url')]) {
      await refuses('invalid-request', () => auditor.listDenials({ cursor }));
      await refuses('invalid-request', () => auditor.searchAudit({ cursor }));
    }
  });
});

describe('the search of the audit', () => {
  const organisation = '11370000MB284651XL';
  const actor = `person:${randomUUID()}`;
  const written: string[] = [];
  const looked = randomUUID();
  let began: string;

  /** Everything that matches, page by page; asks until the relay has moved the events. */
  async function all(wanted: SearchAudit, limit = 2): Promise<AuditRecord[]> {
    const auditor = await as('audit.reader');
    const found: AuditRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await auditor.searchAudit({ ...wanted, limit, ...(cursor && { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items);
      cursor = page.next;
    } while (cursor);
    return found;
  }

  beforeAll(async () => {
    began = new Date().toISOString();
    const token = await city.token({ subject: actor, roles: [], organisation });
    const person = contractClient(Notes, city.client, { token });
    for (const text of ['secret one', 'secret two', 'secret three']) {
      written.push((await person.write({ text })).id);
      await refuses('forbidden', () => person.peek({ id: looked, text: 'secret look' }));
    }
    await eventually(async () => expect(await all({ actor, outcome: 'accepted' })).toHaveLength(3));
  });

  it('merges what took effect and what was refused, newest first, each line once at any page size', async () => {
    const found = await all({ actor });
    expect(found.map(({ outcome }) => outcome)).toEqual([
      ...['refused', 'accepted', 'refused', 'accepted', 'refused', 'accepted'],
    ]);
    expect(found.map(({ at }) => at)).toEqual(
      found
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    expect(new Set(found.map(({ id }) => id)).size).toBe(6);
    expect(await all({ actor }, 1)).toEqual(found);
    expect(await all({ actor }, 100)).toEqual(found);
    expect(found[0]).toMatchObject({
      action: 'note.peek',
      actor,
      organisation,
      object: looked,
      code: 'forbidden',
    });
    expect(found[1]).toMatchObject({
      action: 'note.written',
      actor,
      organisation,
      object: `note/${written[2]}`,
    });
    expect(found.every(({ traceId }) => /^[0-9a-f]{32}$/.test(traceId ?? ''))).toBe(true);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  it('finds by object, action, outcome, organisation, trace and period', async () => {
    const [first = ''] = written;
    expect((await all({ object: `note/${first}` })).map(({ action }) => action)).toEqual(['note.written']);
    expect(await all({ object: first })).toHaveLength(1);
    expect(await all({ object: `other/${first}` })).toEqual([]);
    expect(await all({ object: looked })).toHaveLength(3);
    expect(await all({ actor, action: 'note.written' })).toHaveLength(3);
    expect(await all({ actor, action: 'note.peek' })).toHaveLength(3);
    expect(await all({ actor, action: 'note.writ' })).toEqual([]);
    expect(await all({ actor, organisation: '11371100MB00000000' })).toEqual([]);
    const [newest] = await all({ actor, organisation, outcome: 'accepted' });
    expect(await all({ traceId: newest?.traceId })).toEqual([newest]);
    expect(await all({ actor, from: began })).toHaveLength(6);
    expect(await all({ actor, to: began })).toEqual([]);
    expect(await all({ actor, from: newest?.at, outcome: 'accepted' })).toEqual([newest]);
    expect(await all({ actor, to: newest?.at, outcome: 'accepted' })).toHaveLength(2);
  });

  it('refuses a period that is empty or does not exist, and whoever is no auditor', async () => {
    const auditor = await as('audit.reader');
    await refuses('invalid-request', () => auditor.searchAudit({ from: began, to: began }));
    await refuses('invalid-request', () => auditor.searchAudit({ from: '2026-13-01T00:00:00Z' }));
    const operator = await as('platform.operator');
    await refuses('forbidden', () => operator.searchAudit({}));
  });

  it('records who has read the audit and what they asked for, refusals of reading included', async () => {
    const reader = `person:${randomUUID()}`;
    const token = await city.token({ subject: reader, roles: ['audit.reader'] });
    const auditor = contractClient(Notes, city.client, { token });
    await auditor.searchAudit({ actor });
    await auditor.listDenials({});
    const readings = await all({ actor: reader, outcome: 'read' });
    expect(readings.map(({ action }) => action)).toEqual(['note.listDenials', 'note.searchAudit']);
    expect(JSON.parse(readings[1]?.filters ?? '')).toEqual({ actor });
    expect(await all({ actor: reader })).toEqual([]);
  });

  it('answers every filter from an index', async () => {
    const { events } = service.runtime.store;
    for (const filter of [
      { actor },
      { actororganisation: organisation },
      { aggregateid: written[0] },
      { type: { $gte: 'city.evt.note.written.v', $lt: 'city.evt.note.written.w' } },
      { traceparent: { $gte: '00-a', $lt: '00-b' } },
    ]) {
      const plan = await events.find(filter).sort({ time: -1, _id: -1 }).limit(20).explain('queryPlanner');
      expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toContain('COLLSCAN');
    }
  });
});

describe('the figures of a service', () => {
  it('tell an operator its memory, what waits and what is dead, and nobody else', async () => {
    const operator = await as('platform.operator');
    const figures = await operator.getFigures({});
    expect(figures).toMatchObject({ service: 'note', runtime: process.version, deadLetters: 0 });
    expect(figures.memoryBytes).toBeGreaterThan(20_000_000);
    expect(figures.keptEvents).toBeGreaterThanOrEqual(3);
    const auditor = await as('audit.reader');
    await refuses('forbidden', () => auditor.getFigures({}));
  });
});

// Last: it takes the database away.
describe('a service whose database dies', () => {
  it('says that it is not ready, and answers commands with service-unavailable, never with an error of its own', async () => {
    const outcomes = new Set<string>();
    let asking = true;
    const ask = async () => {
      while (asking) {
        try {
          await city.client.call(
            Notes.operations.write,
            { text: 'x' },
            { timeoutMs: 15_000, language: 'en' },
          );
          outcomes.add('written');
        } catch (error) {
          const { problem, facts } = error as Problem;
          outcomes.add([problem?.code, problem?.status, facts?.retryAfter, facts?.detail?.en].join('; '));
          if (problem?.code === 'service-unavailable') return;
        }
      }
    };
    const writers = Array.from({ length: 12 }, ask);
    await eventually(() => expect(outcomes).toContain('written'));
    await city.servers.mongod.stop();
    const health = await anybody().getHealth({});
    expect(health.status).toBe('notReady');
    expect(health.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['mongodb', 'relay']);
    await Promise.all(writers);
    asking = false;
    expect([...outcomes].toSorted()).toEqual([
      'service-unavailable; 503; 1; The database is not available',
      'written',
    ]);
  });
});
