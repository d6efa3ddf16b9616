import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { faultOfUrl, isAllowedAddress } from './address-guard.js';

const LIMIT_MS = 10_000;
const LONGEST_REPLY = 64 * 1024;

/** What came back: status and body, or why nothing did. */
export type PostResult =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Posts JSON to an endpoint that an outsider named. The connection goes to the very address that was checked
 * (no second look-up in between), redirects are not followed, time and size are bounded, no proxy is used.
 */
export function postMessage(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  allowed: BlockList,
  limitMs = LIMIT_MS,
): Promise<PostResult> {
  const fault = faultOfUrl(address, allowed);
  if (fault) return Promise.resolve({ kind: 'refused', reason: fault });
  const url = new URL(address);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        lookup: guardedLookup(allowed),
        headers: {
          ...headers,
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'citybrain-webhook/1',
          connection: 'close',
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const answered = () => {
          clearTimeout(limit);
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ kind: 'answered', status: response.statusCode ?? 0, body: text });
        };
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > LONGEST_REPLY) {
            answered(); // the status has come; nobody needs the rest
            request.destroy();
          } else chunks.push(chunk);
        });
        response.on('end', answered);
        response.on('error', answered);
      },
    );
    const limit = setTimeout(() => request.destroy(new Error('no answer in time')), limitMs);
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      const refused = error instanceof RefusedAddress;
      resolve({ kind: refused ? 'refused' : 'failed', reason: reasonOf(error) });
    });
    request.end(body);
  });
}

class RefusedAddress extends Error {}

/** Looks a name up and lets the connection use allowed addresses only; a name with none of them is refused. */
function guardedLookup(allowed: BlockList): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const safe = found.filter(({ address }) => isIP(address) !== 0 && isAllowedAddress(address, allowed));
      const [first] = safe;
      if (!first || safe.length !== found.length)
        return callback(new RefusedAddress('the name leads to an address that is not public'), []);
      if (options.all) return callback(null, safe);
      callback(null, first.address, first.family);
    });
  };
}

/** Codes and our own words only: a message of the system may hold the address. */
function reasonOf(error: NodeJS.ErrnoException): string {
  return (
    error.code ??
    (error instanceof RefusedAddress || /^no answer/.test(error.message) ? error.message : 'failed')
  );
}
