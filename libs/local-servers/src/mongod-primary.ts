import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, type Document, MongoClient, MongoServerError } from 'mongodb';
import { acceptsConnections } from './tcp.js';

const NOT_YET_INITIALIZED = 94;
const ALREADY_INITIALIZED = 23;
const RETRY_MS = 50;

/** Where a mongod is reached, when that is not this port of loopback. */
export interface MongodPlace {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** The member's name in its replica set, as mongod itself sees it. Default: `<host>:<port>`. */
  readonly member?: string;
}

/**
 * Makes the mongod on this port the primary of its single-node replica set: initiates the set when new, moves
 * it to this port when it was made under another, then waits. Idempotent.
 * @throws Error after `limitMs`, or at once when the signal aborts
 */
export async function awaitPrimary(
  port: number,
  replicaSet = 'rs0',
  limitMs = 60_000,
  signal?: AbortSignal,
  place: MongodPlace = {},
): Promise<void> {
  const host = place.host ?? '127.0.0.1';
  const limit = AbortSignal.timeout(limitMs);
  const giveUp = signal ? AbortSignal.any([limit, signal]) : limit;
  while (!(await acceptsConnections(port, host))) await pause(giveUp);
  const client = new MongoClient(`mongodb://${host}:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 2_000,
  });
  try {
    const admin = client.db('admin');
    while (!(await isPrimaryOrConfigured(admin, replicaSet, place.member ?? `${host}:${port}`)))
      await pause(giveUp);
  } finally {
    await client.close();
  }
}

async function isPrimaryOrConfigured(admin: Db, replicaSet: string, host: string): Promise<boolean> {
  try {
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary === true) return true;
    await configure(admin, replicaSet, host);
  } catch (error) {
    // During start and reconfiguration mongod drops connections and refuses commands for moments; the limit bounds it.
    if (!(error instanceof Error)) throw error;
  }
  return false;
}

async function configure(admin: Db, replicaSet: string, host: string): Promise<void> {
  const config = await currentConfig(admin);
  if (!config) {
    await initiate(admin, { _id: replicaSet, members: [{ _id: 0, host }] });
  } else if (config.members?.[0]?.host !== host) {
    const members = [{ ...config.members[0], host }];
    // Forced, because a member that does not find itself in its configuration is never primary.
    await admin.command({
      replSetReconfig: { ...config, version: config.version + 1, members },
      force: true,
    });
  }
}

async function currentConfig(admin: Db): Promise<Document | undefined> {
  try {
    return (await admin.command({ replSetGetConfig: 1 })).config as Document;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NOT_YET_INITIALIZED) return undefined;
    throw error;
  }
}

async function initiate(admin: Db, config: Document): Promise<void> {
  try {
    await admin.command({ replSetInitiate: config });
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === ALREADY_INITIALIZED)) throw error;
  }
}

async function pause(giveUp: AbortSignal): Promise<void> {
  if (giveUp.aborted) throw new Error('it was not ready in time');
  await sleep(RETRY_MS);
}
