import { connect, type Msg, nkeyAuthenticator } from '@nats-io/transport-node';
import { type Document, MongoClient } from 'mongodb';
import { pino } from 'pino';
import { v7 as newUuid } from 'uuid';
import { startService } from '#libs/service-host';
import { benchModule } from './bench-service.js';
import { answerAsks } from './child-process.js';
import { LIMIT, LIMIT_DATABASE, QUIET_SERVICE, SERVICE, type WorkerSettings } from './worker-asks.js';

/*
 * The service process: our services and, beside them, the limits that they are compared with. One process, so
 * that both sides have the same core, memory and warm code; the sides never run at the same time.
 */

const settings = JSON.parse(process.env.BENCH_SETTINGS ?? '{}') as WorkerSettings;
const environment = {
  ...process.env,
  CITY_ID: 'bench',
  NATS_URL: settings.natsUrl,
  NATS_NKEY_SEED: settings.natsSeed,
  MONGODB_URI: settings.mongoUri,
};
const logger = pino({ level: 'warn' }, pino.destination(2));
const service = await startService(benchModule(SERVICE), { environment, logger });
const quiet = await startService(benchModule(QUIET_SERVICE), { environment, logger });
await quiet.runtime.relay?.stop();
quiet.runtime.store.onCommit(() => {});

// The limits, written as one would without any of our libraries.
const nats = await connect({
  servers: settings.natsUrl,
  authenticator: nkeyAuthenticator(new TextEncoder().encode(settings.natsSeed)),
  noAsyncTraces: true,
});
const mongo = await new MongoClient(settings.mongoUri, {
  maxPoolSize: 32,
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
}).connect();
const documents = mongo.db(LIMIT_DATABASE).collection<Document & { _id: string }>('documents');
const text = new TextDecoder();

function answer(subject: string, work: (request: Document) => Promise<unknown> | unknown): void {
  const serve = async (message: Msg) => {
    const reply = await work(JSON.parse(text.decode(message.data)) as Document);
    message.respond(JSON.stringify(reply));
  };
  nats.subscribe(subject, { callback: (_error, message) => void serve(message) });
}

// A document as large as ours: the very form that our command stores, taken from it at the first request.
let form: Document | undefined;
async function formOfDocument(): Promise<Document> {
  form ??= (await quiet.runtime.database.db.collection('item').findOne({})) ?? undefined;
  if (!form) throw new Error('run the command without a relay first: the limit copies its document');
  return form;
}

answer(LIMIT.echo, (request) => request);
answer(LIMIT.insert, async (request) => {
  const { state, ...rest } = await formOfDocument();
  const id = newUuid();
  await documents.insertOne({ ...rest, _id: id, state: { ...state, fields: request } });
  return { id, version: 1, provider: state.provider, fields: request };
});
answer(LIMIT.find, async ({ id }) => {
  const document = await documents.findOne({ _id: id });
  return { id, version: document?.v, provider: document?.state.provider, fields: document?.state.fields };
});
await nats.flush();

answerAsks(
  {
    stop: async () => {
      await Promise.all([service.stop(), quiet.stop(), nats.close(), mongo.close()]);
    },
  },
  'ready',
);
