import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { HashingQueue } from './hashing-queue.js';

/** Cost of a scrypt hash, as it stands in the hash itself. */
interface Cost {
  /** Base-2 logarithm of N. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/**
 * N=2^13, r=8, p=10: of the equivalent parameter sets of the OWASP password storage guidance the one that needs
 * the least memory (8 MiB). Hashes of the first release have N=2^14, p=5 and are checked with it.
 */
const COST: Cost = { logN: 13, r: 8, p: 10 };
const LENGTH = 32;
const queue = new HashingQueue();

/**
 * Hash of a password, with its salt and parameters: `scrypt$13$8$10$salt$hash`.
 * @param whose `anybody` when no token was shown: may be sent away with Problem `too-many-sign-ins`
 */
export async function hashPassword(password: string, whose: 'known' | 'anybody' = 'known'): Promise<string> {
  const salt = randomBytes(16);
  const work = () => derive(password, salt, COST);
  const hash = await (whose === 'known' ? queue.run(work) : queue.offer(work));
  const { logN, r, p } = COST;
  return `scrypt$${logN}$${r}$${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/**
 * Whether the password is the hashed one; takes the same time for a missing hash.
 * @throws Problem `too-many-sign-ins` when too many wait already
 */
export async function verifyPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const [, logN, r, p, salt = '', expected = ''] = (hashed ?? NOBODY).split('$');
  const cost = costOf(Number(logN), Number(r), Number(p));
  const actual = await queue.offer(() => derive(password, Buffer.from(salt, 'base64url'), cost));
  const wanted = Buffer.from(expected, 'base64url');
  return wanted.length === actual.length && timingSafeEqual(wanted, actual) && hashed !== undefined;
}

/** A hash that no password has; checked in place of an unknown account's. */
const NOBODY = `scrypt$${COST.logN}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** What cannot be a cost is checked with ours: the hash will not match. */
function costOf(logN: number, r: number, p: number): Cost {
  const sound = Number.isInteger(logN) && logN >= 10 && logN <= 17 && r >= 1 && r <= 16 && p >= 1 && p <= 16;
  return sound ? { logN, r, p } : COST;
}

function derive(password: string, salt: Buffer, { logN, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** logN;
  const maxmem = 256 * N * r;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, LENGTH, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
