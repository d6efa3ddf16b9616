import type { TextPiece } from '../../contract/comparison.dto.js';

const WORDS = new Intl.Segmenter('zh', { granularity: 'word' });

/** Texts with more words than this beyond their common beginning and end are shown whole, old and new. */
const MOST_WORDS = 1_500;

/** What stayed, went and came of a text, word by word; Chinese needs no spaces. */
export function diffWords(before: string, after: string): TextPiece[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  )
    end++;
  const pieces: TextPiece[] = [];
  add(pieces, 'same', old.slice(0, start).join(''));
  for (const { piece, text } of middle(
    old.slice(start, old.length - end),
    now.slice(start, now.length - end),
  ))
    add(pieces, piece, text);
  add(pieces, 'same', old.slice(old.length - end).join(''));
  return pieces;
}

/** The text before or after, put together again from its pieces. */
export function textOf(pieces: readonly TextPiece[], side: 'before' | 'after'): string {
  const other = side === 'before' ? 'added' : 'removed';
  return pieces
    .filter(({ piece }) => piece !== other)
    .map(({ text }) => text)
    .join('');
}

function wordsOf(text: string): string[] {
  return [...WORDS.segment(text)].map(({ segment }) => segment);
}

function add(pieces: TextPiece[], piece: TextPiece['piece'], text: string): void {
  if (text === '') return;
  const last = pieces.at(-1);
  if (last?.piece === piece) last.text += text;
  else pieces.push({ piece, text });
}

/** Longest common subsequence by table: texts of an entry have at most a thousand characters. */
function middle(old: readonly string[], now: readonly string[]): TextPiece[] {
  if (old.length > MOST_WORDS || now.length > MOST_WORDS)
    return [
      { piece: 'removed', text: old.join('') },
      { piece: 'added', text: now.join('') },
    ];
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number) => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--)
    for (let column = now.length - 1; column >= 0; column--)
      common[row * width + column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const pieces: TextPiece[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      pieces.push({ piece: 'same', text: old[row] as string });
      row++;
      column++;
    } else if (column >= now.length || (row < old.length && at(row + 1, column) >= at(row, column + 1))) {
      pieces.push({ piece: 'removed', text: old[row++] as string });
    } else {
      pieces.push({ piece: 'added', text: now[column++] as string });
    }
  }
  return pieces;
}
