import type { EntryFields } from '../../contract/entry-fields.dto.js';
import { fold } from './entry-rules.js';

/*
 * Simple search without an engine: MongoDB's text index does not segment Chinese, so the service stores the
 * one- and two-character grams of an entry. Grams find candidates by index; the folded text then decides.
 */

/** The text of an entry in which words are looked for. */
export function searchText({ title, abstract, items }: EntryFields): string {
  return fold([title, abstract ?? '', ...(items ?? []).map((item) => item.nameCn)].join('\n'));
}

/** Distinct one- and two-character grams of a text, white space apart. */
export function grams(text: string): string[] {
  const found = new Set<string>();
  for (const word of fold(text).split(/\s+/)) {
    const characters = [...word];
    for (let at = 0; at < characters.length; at++) {
      found.add(characters[at] as string);
      if (at + 1 < characters.length) found.add(`${characters[at]}${characters[at + 1]}`);
    }
  }
  return [...found];
}

/** Grams that narrow a query: pairs where the word has them, else its single character. */
export function queryGrams(query: string): string[] {
  return queryWords(query).flatMap((word) => {
    const all = grams(word);
    const pairs = all.filter((gram) => [...gram].length === 2);
    return pairs.length > 0 ? pairs : all;
  });
}

export function queryWords(query: string): string[] {
  return fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
}
