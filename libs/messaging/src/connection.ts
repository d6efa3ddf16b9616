import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { inboxPrefix } from '#libs/contract-kit';
import { shownAddress } from './shown-address.js';
import { publishSpans } from './span-publisher.js';

export type { NatsConnection } from '@nats-io/transport-node';

export interface NatsSettings {
  readonly url: string;
  /** NATS user: a service's name, `gateway`, `operator`, `integrator`. Its inboxes are private to it. */
  readonly user: string;
  /** Seed of the user's nkey; absent for a server without authentication. */
  readonly seed?: string;
  /** Shown by the server's monitoring. */
  readonly name?: string;
  /** Milliseconds to wait for a server that does not answer yet. */
  readonly patienceMs?: number;
}

const prefixes = new WeakMap<NatsConnection, string>();

/** Prefix of the inboxes that the user of a connection may read; `undefined` for the client's own default. */
export function inboxPrefixOf(connection: NatsConnection): string | undefined {
  return prefixes.get(connection);
}

/** Connects to NATS, sends the spans of what is done over the connection, and keeps reconnecting while the process lives. */
export async function connectNats(settings: NatsSettings): Promise<NatsConnection> {
  const deadline = Date.now() + (settings.patienceMs ?? 15_000);
  const prefix = inboxPrefix(settings.user);
  for (;;) {
    try {
      const connection = await connect({
        servers: settings.url,
        name: settings.name ?? settings.user,
        inboxPrefix: prefix,
        noAsyncTraces: true, // measured: a third more requests; our errors carry their cause anyway
        maxReconnectAttempts: -1,
        reconnectTimeWait: 200,
        ...(settings.seed && { authenticator: nkeyAuthenticator(new TextEncoder().encode(settings.seed)) }),
      });
      prefixes.set(connection, prefix);
      publishSpans(connection, settings.user);
      return connection;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`NATS does not answer at ${shownAddress(settings.url)}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
