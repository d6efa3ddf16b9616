/*
 * What a password must not be (NIST SP 800-63B §5.1.1.2: compare with common, repetitive, sequential and
 * context-specific words; no rules of composition). The length is the contract's.
 */

const SEQUENCES = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const COMMON_WORDS = [
  'password',
  'passwd',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'administrator',
  'admin',
  'welcome',
  'letmein',
  'qwerty',
  'iloveyou',
  'woaini',
  'mima',
  'gonganju',
  'zhengfu',
  'rizhao',
  'china',
  'zhongguo',
  'changeme',
  'default',
  'secret',
  'guest',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'superman',
  'master',
  'login',
  'root',
  'test',
  'user',
  'abc',
  'asdf',
  'zxcv',
  'aa',
  'qq',
  '5201314',
  '1314520',
];
const FEWEST_CHARACTERS = 5;

export type Weakness = 'common' | 'account' | 'sequence' | 'repetition' | 'same';

/** Why the password is too easily guessed; `undefined` when it is not. */
export function weaknessOf(password: string, account: string): Weakness | undefined {
  const folded = password.normalize('NFKC').toLowerCase();
  if (new Set(folded).size < FEWEST_CHARACTERS || isRepeated(folded)) return 'repetition';
  if (folded.includes(account.toLowerCase())) return 'account';
  const core = folded.replace(/[^\p{L}\p{N}@]/gu, '');
  if (isSequence(core)) return 'sequence';
  if (isCommon(core)) return 'common';
  return undefined;
}

function isRepeated(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++) {
    const piece = text.slice(0, length);
    if (piece.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) return true;
  }
  return false;
}

function isSequence(text: string): boolean {
  return SEQUENCES.some((sequence) => {
    const ways = [sequence, [...sequence].reverse().join('')];
    return text.length > 0 && ways.some((way) => way.includes(text));
  });
}

/** A common word, or two of them, with digits around: `password2026!`, `admin123456`, `Qwerty12345678`. */
function isCommon(text: string): boolean {
  const letters = text.replace(/^\d+|\d+$/g, '');
  if (COMMON_WORDS.includes(letters) || letters === '') return true;
  return COMMON_WORDS.some(
    (word) =>
      letters.startsWith(word) && COMMON_WORDS.includes(letters.slice(word.length).replace(/^\d+/, '')),
  );
}
