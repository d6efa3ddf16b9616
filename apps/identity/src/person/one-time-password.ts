import { randomInt } from 'node:crypto';

// No letters or digits that look alike: people type these from a screen or a slip.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 16 characters in groups of four: about 79 bits. */
export function newOneTimePassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
