import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Injectable } from '@nestjs/common';
import { refuses } from '#libs/conformance';
import {
  type CloudEvent,
  command,
  defineService,
  event,
  Id,
  type Problem,
  query,
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
    for (const cursor of ['bm90LWEtY3Vyc29y', Buffer.from('["x"]').toString('base64url')])
      await refuses('invalid-request', () => auditor.listDenials({ cursor }));
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
    await city.servers.mongod?.stop();
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
