import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** A random unified social credit code (GB 32100) with the right check character, of no real organisation. */
export function randomOrganisationCode(): string {
  const body = `11371199${Array.from({ length: 9 }, () => randomInt(10)).join('')}`;
  const sum = WEIGHTS.reduce((all, weight, index) => all + weight * ALPHABET.indexOf(body[index] ?? '0'), 0);
  return body + ALPHABET[(31 - (sum % 31)) % 31];
}
