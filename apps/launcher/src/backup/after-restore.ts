import { rm } from 'node:fs/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connectNats } from '#libs/messaging';
import { SERVICES } from '../../../services.js';
import type { AfterReadyContext, AfterReadyStep } from '../city/after-ready.js';
import { type CityHome, readJson } from '../city/home.js';
import { GatewayClient } from '../seeds/gateway-client.js';
import type { RestoredMark } from './restore.js';

/** Work that a restored city needs besides its events, e.g. erasures made since the backup. */
export interface AfterRestoreHook {
  readonly title: string;
  /** `restored.keptAt` is where the data from before is, when there was any. Repeated after a kill. @returns a short result */
  run(context: AfterReadyContext, restored: RestoredMark): Promise<string>;
}

/** The hooks of this build, in order. */
export const afterRestore: readonly AfterRestoreHook[] = [];

/** The mark of a restore whose data the city has not taken up yet; undefined without one. */
export async function restoredMark(home: CityHome): Promise<RestoredMark | undefined> {
  return (await readJson(home.restoredFile)) as RestoredMark | undefined;
}

/**
 * Deletes the streams: what they hold belongs to the data from before. MongoDB is the record; the events come
 * again from there, once the services run.
 */
export async function dropStreams(nats: { readonly url: string; readonly seed: string }): Promise<void> {
  const connection = await connectNats({ ...nats, user: 'operator', name: 'restore', patienceMs: 5_000 });
  try {
    const manager = await jetstreamManager(connection);
    const names: string[] = [];
    for await (const name of manager.streams.names()) names.push(name);
    for (const name of names) if (/^[A-Z]/.test(name)) await manager.streams.delete(name);
  } finally {
    await connection.close();
  }
}

/** Publishes every event again and runs the hooks; the mark goes when all is done, so that a kill repeats it. */
export function takeUpRestoredData(home: CityHome): AfterReadyStep {
  return {
    title: 'Restored data',
    kind: 'other',
    run: async (context) => {
      const mark = await restoredMark(home);
      if (!mark) return 'taken up already';
      const operator = await new GatewayClient(context.gatewayUrl).signIn(
        'operator',
        context.bootstrapOperatorSecret,
      );
      let events = 0;
      for (const service of SERVICES) {
        const range = { from: '2020-01-01T00:00:00Z', to: new Date(Date.now() + 60_000).toISOString() };
        const { published } = await operator.post<{ published: number }>(
          `/platform/${service}/events/republish`,
          { range },
          `restored-${mark.restoredAt}-${service}`,
        );
        events += published;
        context.report(`${service}: ${published} events`);
      }
      const done: string[] = [];
      for (const hook of afterRestore) done.push(`${hook.title}: ${await hook.run(context, mark)}`);
      await rm(home.restoredFile, { force: true });
      return [`${events} events published again`, ...done].join(', ');
    },
  };
}
