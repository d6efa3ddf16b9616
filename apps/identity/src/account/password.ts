import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// N=2^14, r=8, p=5: one of the equivalent parameter sets of the OWASP password storage guidance.
const COST: ScryptOptions = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 };
const LENGTH = 32;

/** Hash of a password, with its salt and parameters: `scrypt$14$8$5$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt);
  return `scrypt$14$8$5$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Whether the password is the hashed one; takes the same time for a missing hash. */
export async function verifyPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const [, , , , salt = '', expected = ''] = (hashed ?? NOBODY).split('$');
  const actual = await derive(password, Buffer.from(salt, 'base64url'));
  const wanted = Buffer.from(expected, 'base64url');
  return wanted.length === actual.length && timingSafeEqual(wanted, actual) && hashed !== undefined;
}

/** A hash that no password has; checked in place of an unknown account's. */
const NOBODY = `scrypt$14$8$5$${'A'.repeat(22)}$${'A'.repeat(43)}`;

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, LENGTH, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
