import { GenericContainer, type StartedTestContainer } from 'testcontainers';

/** Carries the pid of the test process, so that containers of one that was killed can be known and removed. */
export const OWNER_LABEL = 'citybrain.test.owner';

/**
 * A container whose ports are published on loopback only: testcontainers publishes on every address, and test servers
 * ask nobody for a password. Where the engine is on another machine (TESTCONTAINERS_HOST_OVERRIDE), it must be reachable.
 */
export class LoopbackContainer extends GenericContainer {
  constructor(image: string) {
    super(image);
    this.withLabels({ [OWNER_LABEL]: String(process.pid) });
    // Files that it writes into the test's folder belong to the one who runs the test, who then deletes them.
    if (process.getuid && process.getgid) this.withUser(`${process.getuid()}:${process.getgid()}`);
  }

  protected override async beforeContainerCreated(): Promise<void> {
    if (process.env.TESTCONTAINERS_HOST_OVERRIDE) return;
    const bindings = this.hostConfig.PortBindings as Record<string, { HostIp?: string }[]> | undefined;
    for (const binding of Object.values(bindings ?? {}).flat()) binding.HostIp = '127.0.0.1';
  }
}

/** Where a port of the container is reached. */
export function placeOf(container: StartedTestContainer, port: number): { host: string; port: number } {
  const host = process.env.TESTCONTAINERS_HOST_OVERRIDE ? container.getHost() : '127.0.0.1';
  return { host, port: container.getMappedPort(port) };
}
