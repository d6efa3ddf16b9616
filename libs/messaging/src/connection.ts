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

/** Connects to NATS, sends the spans of what is done over the connection, and keeps reconnecting for as long as the process lives. */
export async function connectNats(settings: NatsSettings): Promise<NatsConnection> {
  const deadline = Date.now() + (settings.patienceMs ?? 15_000);
  for (;;) {
    try {
      const connection = await connect({
        servers: settings.url,
        name: settings.name ?? settings.user,
        inboxPrefix: inboxPrefix(settings.user),
        noAsyncTraces: true, // measured: a third more requests; our errors carry their cause anyway
        maxReconnectAttempts: -1,
        reconnectTimeWait: 200,
        ...(settings.seed && { authenticator: nkeyAuthenticator(new TextEncoder().encode(settings.seed)) }),
      });
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
