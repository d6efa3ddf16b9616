import type { Type } from '@nestjs/common';
import { mapMarked, type PersonalMark } from '#libs/contract-kit';

/** How a marked field is shown to those who may not see it whole. */
export type MaskClass = NonNullable<PersonalMark['mask']>;

const HIDDEN = '***';

const MASKS: Readonly<Record<MaskClass, (characters: readonly string[]) => string>> = {
  // 张三 → *三; 欧阳娜娜 → ***娜: the family name is what a list is sorted and guessed by.
  name: (characters) => keep(characters, 0, 1),
  // 18 characters: the first (region) and the last stay, as on most Chinese counters' screens.
  idNumber: (characters) => keep(characters, 1, 1),
  phone: (characters) => keep(characters, 3, 4),
  // Down to the district; the number of stars says nothing of the rest's length.
  address: (characters) =>
    `${characters.slice(0, Math.min(6, Math.floor(characters.length / 2))).join('')}${HIDDEN}`,
  bankCard: (characters) => keep(characters, 0, 4),
};

/** A masked text. A third of it or more is always hidden, and a text of one character wholly. */
export function mask(kind: MaskClass, text: string): string {
  return MASKS[kind]([...text]);
}

/**
 * A copy of a reply with its marked fields masked: text by its mask, what has no mask as `***`. Fields in
 * `seen` (by path) stay.
 */
export function maskMarked<T extends object>(
  type: Type<T>,
  reply: T,
  seen: ReadonlySet<string> = new Set(),
): T {
  return mapMarked(type, reply, (value, field, mark) => (seen.has(field) ? value : masked(value, mark.mask)));
}

function masked(value: unknown, kind: MaskClass | undefined): unknown {
  if (typeof value === 'string') return kind ? mask(kind, value) : HIDDEN;
  if (Array.isArray(value)) return value.map((item) => masked(item, kind));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, masked(item, kind)]));
  return typeof value === 'number' ? 0 : value;
}

function keep(characters: readonly string[], first: number, last: number): string {
  const { length } = characters;
  const shown = first + last;
  if (shown > (length * 2) / 3) {
    const end = Math.min(last, Math.floor(length / 2));
    return '*'.repeat(length - end) + characters.slice(length - end).join('');
  }
  return [...characters.slice(0, first), '*'.repeat(length - shown), ...characters.slice(length - last)].join(
    '',
  );
}
