import { connect } from 'node:net';

const CONNECT_LIMIT_MS = 2_000;

/** Whether something accepts TCP connections on this loopback port. */
export async function acceptsConnections(port: number): Promise<boolean> {
  return (await firstBytes(port, false)) !== undefined;
}

/**
 * Connects to a loopback port and, when asked, waits for the server's greeting.
 * @returns what the server said first ('' when not asked), or undefined when it does not answer
 */
export function firstBytes(port: number, greeting: boolean): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const settle = (answer: string | undefined) => {
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(CONNECT_LIMIT_MS, () => settle(undefined));
    socket.once('error', () => settle(undefined));
    socket.once('close', () => settle(undefined));
    if (greeting) socket.once('data', (data) => settle(data.toString('utf8')));
    else socket.once('connect', () => settle(''));
  });
}
