import { isDeepStrictEqual } from 'node:util';
import type { EntryFields, InformationItem } from '../../contract/entry-fields.dto.js';

/*
 * What differs between two contents of an entry, as data: pure, complete (applyDiff makes the second of the
 * first) and small. Words for people are made of it in diff-view.ts.
 */

/** A field of an object that differs; `before` or `after` is absent where the field was or is. */
export interface FieldChange<Fields extends object> {
  readonly field: keyof Fields & string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An item that is in both contents: where it stood, where it stands, what differs. Places count from 0. */
export interface KeptItem {
  readonly from: number;
  readonly to: number;
  readonly moved: boolean;
  readonly changes: readonly FieldChange<InformationItem>[];
}

export interface PlacedItem {
  readonly at: number;
  readonly item: InformationItem;
}

export interface ItemsDiff {
  readonly removed: readonly PlacedItem[];
  readonly added: readonly PlacedItem[];
  readonly kept: readonly KeptItem[];
}

export interface EntryDiff {
  readonly fields: readonly FieldChange<EntryFields>[];
  /** Absent when neither content has a list of items. */
  readonly items?: ItemsDiff & {
    /** Whether the second content has a list. */
    readonly listed: boolean;
    /** Names of the items afterwards. */
    readonly names: readonly string[];
  };
}

/** Whether two contents say the same. */
export function sameFields(before: EntryFields, after: EntryFields): boolean {
  return isDeepStrictEqual(plain(before), plain(after));
}

export function diffEntries(before: EntryFields, after: EntryFields): EntryDiff {
  const { items: oldItems, ...oldFields } = plain(before);
  const { items: newItems, ...newFields } = plain(after);
  return {
    fields: changes<EntryFields>(oldFields, newFields),
    ...((oldItems ?? newItems) && {
      items: {
        ...diffItems(oldItems ?? [], newItems ?? []),
        listed: newItems !== undefined,
        names: (newItems ?? []).map(({ nameCn }) => nameCn),
      },
    }),
  };
}

/** The content after a difference; `applyDiff(a, diffEntries(a, b))` equals `b`. */
export function applyDiff(before: EntryFields, { fields, items }: EntryDiff): EntryFields {
  const { items: oldItems = [], ...oldFields } = plain(before);
  const after = withChanges<EntryFields>(oldFields as EntryFields, fields);
  return items?.listed ? { ...after, items: applyItems(oldItems, items) } : after;
}

/** Names of the fields that differ, `items` among them. */
export function changedFields(before: EntryFields | undefined, after: EntryFields | undefined): string[] {
  const old = before as Record<string, unknown> | undefined;
  const now = after as Record<string, unknown> | undefined;
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]);
  return [...names].filter((name) => !isDeepStrictEqual(old?.[name], now?.[name]));
}

function diffItems(before: readonly InformationItem[], after: readonly InformationItem[]): ItemsDiff {
  const pairs = matchItems(before, after);
  const steady = longestRising(pairs.map(([from]) => from));
  const from = new Set(pairs.map(([at]) => at));
  const to = new Set(pairs.map(([, at]) => at));
  return {
    removed: before.flatMap((item, at) => (from.has(at) ? [] : [{ at, item }])),
    added: after.flatMap((item, at) => (to.has(at) ? [] : [{ at, item }])),
    kept: pairs.map(([old, now]) => ({
      from: old,
      to: now,
      moved: !steady.has(old),
      changes: changes<InformationItem>(before[old] ?? {}, after[now] ?? {}),
    })),
  };
}

function applyItems(before: readonly InformationItem[], { added, kept }: ItemsDiff): InformationItem[] {
  const after: InformationItem[] = [];
  for (const { at, item } of added) after[at] = item;
  for (const { from, to, changes } of kept)
    after[to] = withChanges<InformationItem>(before[from] as InformationItem, changes);
  return after;
}

/** Which items are the same one: by name; of the rest, those of the same technical name (renamed). */
function matchItems(
  before: readonly InformationItem[],
  after: readonly InformationItem[],
): [from: number, to: number][] {
  const pairs: [number, number][] = [];
  const open = new Set(before.keys());
  const left = new Set(after.keys());
  for (const name of ['nameCn', 'nameEn'] as const) {
    const places = new Map<string, number>();
    for (const at of open) {
      const value = before[at]?.[name];
      if (value !== undefined && !places.has(value)) places.set(value, at);
    }
    for (const to of [...left]) {
      const value = after[to]?.[name];
      const from = value === undefined ? undefined : places.get(value);
      if (from === undefined || !open.delete(from)) continue;
      left.delete(to);
      pairs.push([from, to]);
    }
  }
  return pairs.sort(([, a], [, b]) => a - b);
}

/** The members of a longest rising subsequence: what stayed in its order; all else has moved. */
function longestRising(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [index, value] of values.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? tails[low - 1] : undefined;
    tails[low] = index;
  }
  const members = new Set<number>();
  for (let at = tails.at(-1); at !== undefined; at = before[at]) members.add(values[at] as number);
  return members;
}

function changes<Fields extends object>(before: object, after: object): FieldChange<Fields>[] {
  const old = before as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(old[name], now[name]))
    .map((name) => ({
      field: name as keyof Fields & string,
      ...(old[name] !== undefined && { before: old[name] }),
      ...(now[name] !== undefined && { after: now[name] }),
    }));
}

function withChanges<Fields extends object>(before: Fields, changes: readonly FieldChange<Fields>[]): Fields {
  const after: Record<string, unknown> = { ...(before as Record<string, unknown>) };
  for (const { field, after: value } of changes) {
    if (value === undefined) delete after[field];
    else after[field] = value;
  }
  return after as Fields;
}

/** Without prototypes and without fields that are there but hold nothing. */
function plain(fields: EntryFields): EntryFields {
  return JSON.parse(JSON.stringify(fields)) as EntryFields;
}
