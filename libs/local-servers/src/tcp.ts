import { connect } from 'node:net';

const CONNECT_LIMIT_MS = 2_000;

/** Whether something accepts TCP connections on this port, of loopback unless a host is given. */
export async function acceptsConnections(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await firstBytes(port, false, host)) !== undefined;
}

/**
 * Connects to a port, of loopback unless a host is given, and, when asked, waits for the server's greeting.
 * @returns what the server said first ('' when not asked), or undefined when it does not answer
 */
export function firstBytes(port: number, greeting: boolean, host = '127.0.0.1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
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
