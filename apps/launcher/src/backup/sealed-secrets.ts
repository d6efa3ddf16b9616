import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type CityHome, writeAtomically } from '../city/home.js';
import { UserError } from '../user-error.js';
import type { ArchiveSecrets } from './archive-format.js';

type Sealed = Omit<ArchiveSecrets, 'kind'>;

const LONGEST_FILE = 1_048_576;
const KEYS = 'keys';
const SECRET_FILE = /^(keys\/(\w[\w.-]*\/)*)?\w[\w.-]*$/;
const SHORTEST_PASSPHRASE = 12;
/** About 0.3 s and 128 MB for each guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1_048_576 };

/** Encrypts the files that stand in the home itself (secrets, demo passwords) and its keys; not logs, not data. */
export async function sealSecrets(home: CityHome, passphrase: string): Promise<Sealed> {
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    throw new UserError(
      `The passphrase has fewer than ${SHORTEST_PASSPHRASE} characters.`,
      'Use a longer one, several words for example.',
    );
  }
  const files: Record<string, string> = {};
  for (const name of await secretFiles(home.path)) {
    const bytes = await readFile(join(home.path, name));
    if (bytes.length <= LONGEST_FILE) files[name] = bytes.toString('base64');
  }
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, 32, SCRYPT), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(files), 'utf8'), cipher.final()]);
  return {
    salt: salt.toString('base64'),
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    sealed: sealed.toString('base64'),
  };
}

/** Files in the home itself and below `keys/`, as paths from the home. */
async function secretFiles(home: string): Promise<string[]> {
  const top = await readdir(home, { withFileTypes: true });
  const names = top.filter((entry) => entry.isFile()).map(({ name }) => name);
  const keys = await readdir(join(home, KEYS), { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of keys)
    if (entry.isFile()) names.push(relative(home, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  return names.filter((name) => SECRET_FILE.test(name) && !/\.(cbk|part|log)$/.test(name)).sort();
}

/** The files that were sealed, by name. @throws UserError when the passphrase is wrong */
export function openSecrets(secrets: Sealed, passphrase: string): Record<string, Buffer> {
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const key = scryptSync(passphrase, bytes(secrets.salt), 32, SCRYPT);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes(secrets.iv), { authTagLength: 16 });
  decipher.setAuthTag(bytes(secrets.tag));
  try {
    const text = Buffer.concat([decipher.update(bytes(secrets.sealed)), decipher.final()]).toString('utf8');
    const files = JSON.parse(text) as Record<string, string>;
    return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, bytes(content)]));
  } catch {
    throw new UserError(
      'The passphrase does not open the secrets of this backup.',
      'Check it and try again.',
    );
  }
}

/** Puts the files into the home; one that is there and differs is kept beside it. @returns the names written */
export async function putSecrets(
  home: CityHome,
  files: Record<string, Buffer>,
  stamp: string,
): Promise<string[]> {
  const written: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    if (!SECRET_FILE.test(name)) continue; // never out of the home
    const path = join(home.path, name);
    const present = await readFile(path).catch(() => undefined);
    if (present?.equals(content)) continue;
    if (present) writeAtomically(join(home.backups, `${name.replaceAll('/', '-')}.before-${stamp}`), present);
    writeAtomically(path, content);
    written.push(name);
  }
  return written;
}
