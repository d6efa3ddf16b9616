import { createServer, type Server } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A TCP port of loopback that is free now. Somebody may take it before its user binds it: retry then. */
export async function freePort(): Promise<number> {
  const server = await listen(0, LOOPBACK);
  const address = server.address();
  await close(server);
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

/** Whether the port can be bound on the address (default: loopback) now. */
export async function isPortFree(port: number, host = LOOPBACK): Promise<boolean> {
  try {
    await close(await listen(port, host));
    return true;
  } catch {
    return false;
  }
}

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
