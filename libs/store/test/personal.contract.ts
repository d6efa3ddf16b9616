import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import stringify from 'safe-stable-stringify';
import { refuses } from '#libs/conformance';
import { type CloudEvent, command, defineService, event, Id, type Operation, Text } from '#libs/contract-kit';
import { ERASED, FileKeyVault, isSealed, PersonalData } from '#libs/personal-data';
import {
  AggregateStore,
  type AggregateType,
  brokeUniqueIndex,
  happened,
  lookupIndex,
  openDatabase,
  ServiceStore,
} from '#libs/store';
import { startTestServers, type TestServers } from '#libs/testing';
import { call } from './counter.js';

class Pupil {
  @Text({ zh: '姓名', max: 50, personal: { class: 'identity', mask: 'name' } })
  name: string;

  @Text({ zh: '身份证件号码', max: 18, personal: { class: 'identity', sensitive: true, mask: 'idNumber' } })
  idNumber: string;

  @Text({ zh: '学校', max: 50 })
  school: string;
}

class Enrolled extends Pupil {
  @Id({ zh: '编号' })
  id: string;
}

const words = { summary: { zh: '入学', en: 'Enrol' }, doc: '' };
const EXAMPLE = { id: randomUUID(), name: '张三', idNumber: '990102199003071234', school: '一小' };
const School = defineService(
  { name: 'school', version: 1, title: { zh: '学校', en: 'School' }, doc: '' },
  {
    operations: {
      enrol: command({
        ...words,
        request: Pupil,
        reply: Pupil,
        allow: 'anyone',
        creates: true,
        examples: [],
      }),
    },
    events: { enrolled: event({ ...words, data: Enrolled, visibleTo: {}, example: EXAMPLE }) },
  },
);

interface PupilState {
  readonly name: string;
  readonly school: string;
}

interface PupilFile {
  readonly idNumber: string;
  readonly phone?: string;
}

const PUPIL: AggregateType<PupilState> = {
  name: 'pupil',
  schemaVersion: 1,
  apply: (_state, { data }: CloudEvent<never>) => {
    const { name, school } = data as Enrolled;
    return { name, school };
  },
  personal: { subjectOf: (id) => `pupil:${id}`, lookups: ['idNumber'] },
  indexes: [],
};

let servers: TestServers;
const closing: (() => Promise<void>)[] = [];
let cities = 0;

beforeAll(async () => {
  servers = await startTestServers([]);
});
afterAll(async () => {
  for (const close of closing) await close();
  await servers?.stop();
});

async function openSchool() {
  const city = `s${++cities}`;
  const { db, client } = await openDatabase(servers.mongoUri, city, 'school');
  closing.push(() => client.close());
  const vault = new FileKeyVault(join(servers.keysFolder, city), 'a secret of tests, as long as it must be');
  const personal = new PersonalData(db, vault, 1_200);
  const store = new ServiceStore(db, city, () => new Date(), personal);
  const pupils = new AggregateStore<PupilState, PupilFile>(PUPIL, store);
  await store.prepare();
  return { db, personal, pupils };
}

const of = (options: Parameters<typeof call>[0] = {}) =>
  call({ operation: School.operations.enrol as unknown as Operation, ...options });

const enrol = (
  { pupils }: Awaited<ReturnType<typeof openSchool>>,
  id: string,
  { name, idNumber, school }: Pupil,
  calling = of(),
) =>
  pupils.create(
    id,
    { name, idNumber, school },
    calling,
    () => [happened(School.events.enrolled, { id, name, idNumber, school })],
    () => new Error('taken'),
    { personal: { idNumber } },
  );

const ZHANG = { name: '张三', idNumber: '990102199003071234', school: '一小' };

describe('an aggregate with personal data', () => {
  it('seals what is marked in events, state and file; its own readers read it, and after erasure a marker', async () => {
    const school = await openSchool();
    const { db, personal, pupils } = school;
    const id = randomUUID();
    const { state } = await enrol(school, id, ZHANG);
    expect(isSealed(state.name)).toBe(true);
    expect(await personal.reveal(state)).toEqual({ name: '张三', school: '一小' });
    const document = await pupils.documents.findOne({ _id: id });
    for (const secret of [ZHANG.name, ZHANG.idNumber]) expect(JSON.stringify(document)).not.toContain(secret);
    const [told] = await pupils.history(id);
    expect(told?.data).toEqual({ ...ZHANG, id });
    const [stored] = await pupils.storedHistory(id);
    const digest = () =>
      createHash('sha256')
        .update(stringify(stored) ?? '')
        .digest('hex');
    const bound = digest(); // as a ledger would keep it

    await personal.beginErasure(`pupil:${id}`, randomUUID());
    await personal.finishErasures();
    expect((await pupils.history(id))[0]?.data).toEqual({
      id,
      name: ERASED,
      idNumber: ERASED,
      school: '一小',
    });
    expect(await pupils.storedHistory(id)).toEqual([stored]);
    expect(digest()).toBe(bound);
    expect((await pupils.load(id)).version).toBe(1);
    expect(await pupils.findByPersonal('idNumber', ZHANG.idNumber)).toBeUndefined();
    expect(await db.collection('personal_keys').countDocuments()).toBe(0);
  });

  it('is found by a look-up field, which nobody else can have, before, during and after a rotation', async () => {
    const school = await openSchool();
    const { personal, pupils } = school;
    const id = randomUUID();
    await enrol(school, id, ZHANG);
    let rotating = true;
    const rotation = personal
      .beginErasure('pupil:other', randomUUID())
      .then(() => personal.finishErasures())
      .finally(() => {
        rotating = false;
      });
    let tries = 0;
    do {
      tries++;
      expect((await pupils.findByPersonal('idNumber', ZHANG.idNumber))?._id).toBe(id);
      const refused = await enrol(school, randomUUID(), ZHANG).catch((error: unknown) => error);
      expect(brokeUniqueIndex(refused, lookupIndex('idNumber'))).toBe(true);
    } while (rotating);
    await rotation;
    expect(tries).toBeGreaterThan(5);
    const document = await pupils.documents.findOne({ _id: id });
    expect(document?.personal).toMatchObject({
      epochs: [2],
      lookups: { idNumber: [expect.stringMatching(/^2\./)] },
    });
  });

  it('knows a repeated command again without a hash that could be tried out', async () => {
    const school = await openSchool();
    const id = randomUUID();
    const idempotencyKey = 'k';
    const first = await enrol(school, id, ZHANG, of({ idempotencyKey }));
    expect(await enrol(school, id, ZHANG, of({ idempotencyKey }))).toEqual(first);
    await refuses('idempotency-key-reused', () =>
      enrol(school, id, { ...ZHANG, idNumber: '990102199003071235' }, of({ idempotencyKey })),
    );
    const document = await school.pupils.documents.findOne({ _id: id });
    const { name, idNumber, school: at } = ZHANG;
    const plain = createHash('sha256').update(stringify({ name, idNumber, school: at }) ?? '');
    expect(document?.commands[0]?.hash).not.toContain(plain.digest('base64url'));
    expect(document?.commands[0]?.hash).toMatch(/^k1\./);
  });

  it('changes its file under the same checks as any command', async () => {
    const { pupils, ...rest } = await openSchool();
    const id = randomUUID();
    await enrol({ pupils, ...rest }, id, ZHANG);
    const update = (phone: string, options = {}) =>
      pupils.updatePersonal(id, { phone }, of(options), (_current, file) => ({
        personal: { ...file, phone },
      }));
    await refuses('stale-version', () => update('1', { ifMatch: 7 }));
    await update('13800138000', { ifMatch: 1, idempotencyKey: 'p' });
    await update('13800138000', { ifMatch: 1, idempotencyKey: 'p' });
    const document = await pupils.documents.findOne({ _id: id });
    expect(document && (await pupils.personalOf(document))).toEqual({
      idNumber: ZHANG.idNumber,
      phone: '13800138000',
    });
    expect(document?.v).toBe(1); // versions count events
  });
});
