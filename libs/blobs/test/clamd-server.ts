import { createServer, type Socket } from 'node:net';

/** The harmless test virus that every scanner knows (eicar.org); in two parts, lest scanners find this file. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** Speaks `INSTREAM` of clamd(8) and knows one virus. */
export interface ClamdServer {
  readonly url: string;
  /** Answers every file as clamd does above its `StreamMaxLength`. */
  failing: boolean;
  stop(): Promise<void>;
}

export async function startClamdServer(): Promise<ClamdServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    let waiting = Buffer.alloc(0);
    let commanded = false;
    const file: Buffer[] = [];
    socket.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      if (!commanded) {
        const end = waiting.indexOf(0);
        if (end < 0) return;
        if (waiting.toString('latin1', 0, end) !== 'zINSTREAM') return void socket.end('UNKNOWN COMMAND\0');
        commanded = true;
        waiting = waiting.subarray(end + 1);
      }
      while (waiting.length >= 4) {
        const length = waiting.readUInt32BE(0);
        if (length === 0) return void socket.end(verdict(Buffer.concat(file)));
        if (waiting.length < 4 + length) return;
        file.push(waiting.subarray(4, 4 + length));
        waiting = waiting.subarray(4 + length);
      }
    });
  });
  const verdict = (file: Buffer) => {
    if (running.failing) return 'INSTREAM size limit exceeded. ERROR\0';
    return file.includes(EICAR) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0';
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const running: ClamdServer = {
    url: `tcp://127.0.0.1:${port}`,
    failing: false,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return running;
}
