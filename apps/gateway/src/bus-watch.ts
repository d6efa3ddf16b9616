import type { NatsConnection } from '#libs/messaging';

/**
 * Knows whether NATS is there. While it is not, the client keeps requests until it is back: a caller would
 * wait for the whole time of its operation, and a command could take effect long after its 503.
 */
export class BusWatch {
  down = false;

  constructor(connection: NatsConnection) {
    void this.watch(connection);
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' || type === 'staleConnection') this.down = true;
      else if (type === 'reconnect') this.down = false;
    }
  }
}
