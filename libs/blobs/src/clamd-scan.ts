import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Scanning, VirusScan } from './virus-scan.js';

const IDLE_MS = 30_000;
const LONGEST_ANSWER = 4_096;

/** A ClamAV daemon over TCP: `INSTREAM` of clamd(8), chunks of length and bytes, ended by a length of 0. */
export class ClamdScan implements VirusScan {
  readonly outcome = 'clean';

  /** @param address `tcp://host:port` */
  constructor(private readonly address: URL) {}

  async begin(): Promise<Scanning> {
    const socket = connect({ host: this.address.hostname, port: Number(this.address.port || 3310) });
    socket.setTimeout(IDLE_MS, () => socket.destroy(new Error('the virus scanner does not answer')));
    const answer = answerOf(socket);
    answer.catch(() => {}); // heard in write and finish
    await once(socket, 'connect');
    const write = async (bytes: Uint8Array) => {
      if (socket.destroyed) await answer; // it hung up: says why
      if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), answer]);
    };
    await write(Buffer.from('zINSTREAM\0'));
    return {
      write: async (chunk) => {
        if (chunk.byteLength === 0) return;
        const length = Buffer.alloc(4);
        length.writeUInt32BE(chunk.byteLength);
        await write(Buffer.concat([length, chunk]));
      },
      finish: async () => {
        await write(Buffer.alloc(4));
        return verdictOf(await answer);
      },
      abandon: () => socket.destroy(),
    };
  }
}

/** All that the daemon says; it hangs up after it. */
async function answerOf(socket: Socket): Promise<string> {
  let said = '';
  for await (const chunk of socket) {
    said += String(chunk);
    if (said.length > LONGEST_ANSWER) throw new Error('the virus scanner answers too much');
    if (said.includes('\0')) break;
  }
  return said.replace(/\0[\s\S]*$/, '').trim();
}

/** @throws Error when the daemon could not scan */
function verdictOf(said: string): string | undefined {
  if (said === 'stream: OK') return undefined;
  const found = /^stream: (.+) FOUND$/.exec(said)?.[1];
  if (found) return found;
  throw new Error(`the virus scanner could not scan: ${said.slice(0, 200) || 'no answer'}`);
}
