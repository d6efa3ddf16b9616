import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { MailboxFile } from './mailbox.js';

const LIVES_MS = 30 * 60_000;
const MOST_WRONG = 5;
const PAUSE_MS = 60_000;

/** A code of six digits. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** What is kept of a code. It falls to guessing at once, so its time and its tries are bounded. */
export function hashOfCode(mailbox: string, code: string): string {
  return createHash('sha256').update(`${mailbox}\n${code}`).digest('base64url');
}

/** Whether the code is the one that was sent, in time, and not after too many wrong ones. */
export function isRightCode(
  file: MailboxFile,
  wrongCodes: number,
  mailbox: string,
  code: string,
  now: Date,
): boolean {
  const { codeHash, codeSentAt, pendingAddress } = file;
  if (!codeHash || !codeSentAt || !pendingAddress || wrongCodes >= MOST_WRONG) return false;
  if (now.getTime() - new Date(codeSentAt).getTime() > LIVES_MS) return false;
  return timingSafeEqual(Buffer.from(codeHash), Buffer.from(hashOfCode(mailbox, code)));
}

/** Whether a code was sent just now, so that nobody's mailbox is flooded from here. */
export function sentJustNow({ codeSentAt }: MailboxFile, now: Date): boolean {
  return codeSentAt !== undefined && now.getTime() - new Date(codeSentAt).getTime() < PAUSE_MS;
}
