import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/*
 * A sealed value is text, so that it fits wherever JSON does:
 *
 *   cbp1:<key id>:<field path>:<base64url of nonce (12), ciphertext, tag (16)>
 *
 * AES-256-GCM; subject, path and key id are its additional data: a value that was moved to another field or
 * person does not open. The plain form is JSON, filled with spaces to whole 32 bytes, so that its length says
 * little of a name or number.
 */

/** Key of one subject in one service. */
export interface SubjectKey {
  readonly id: string;
  readonly subject: string;
  readonly bytes: Buffer;
}

/** The parts of a sealed value that anybody can read. */
export interface SealedParts {
  readonly keyId: string;
  readonly path: string;
  readonly box: Buffer;
}

/** What a sealed value reads as when its key is gone: the same for every reader, and not an error. */
export const ERASED = '〔已删除 erased〕';

const PREFIX = 'cbp1:';
const FORM = /^cbp1:([\w-]{22}):([\w.-]{1,200}):([\w-]{40,})$/;
const NONCE = 12;
const TAG = 16;
const BLOCK = 32;

/** True for a text of the sealed form; what a user may type is never taken for one (see `assertNotSealed`). */
export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(PREFIX) && FORM.test(value);
}

/** Encrypts one value of one field. `undefined` is not a value. */
export function seal(key: SubjectKey, path: string, value: unknown): string {
  const json = Buffer.from(JSON.stringify(value), 'utf8');
  const plain = Buffer.alloc(Math.ceil(json.length / BLOCK) * BLOCK, 0x20);
  json.copy(plain);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(bound(key, path));
  const box = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  json.fill(0);
  return `${PREFIX}${key.id}:${path}:${box.toString('base64url')}`;
}

/** The parts of a sealed value; `undefined` when it is none. */
export function partsOf(value: string): SealedParts | undefined {
  const [, keyId, path, box] = FORM.exec(value) ?? [];
  return keyId && path && box ? { keyId, path, box: Buffer.from(box, 'base64url') } : undefined;
}

/** Decrypts. @throws when the value was changed, moved to another path, or sealed for somebody else */
export function open(key: SubjectKey, { keyId, path, box }: SealedParts): unknown {
  if (keyId !== key.id || box.length < NONCE + TAG) throw new Error('sealed with another key');
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, box.subarray(0, NONCE))
    .setAAD(bound(key, path))
    .setAuthTag(box.subarray(box.length - TAG));
  const plain = Buffer.concat([decipher.update(box.subarray(NONCE, box.length - TAG)), decipher.final()]);
  const value: unknown = JSON.parse(plain.toString('utf8'));
  plain.fill(0);
  return value;
}

function bound({ id, subject }: SubjectKey, path: string): Buffer {
  return Buffer.from(JSON.stringify(['cbp1', subject, path, id]), 'utf8');
}
