import type { FieldDifference, FieldName, ItemDifference } from '../../contract/comparison.dto.js';
import type { InformationItem } from '../../contract/entry-fields.dto.js';
import { FIELD_NAMES, ITEM_FIELD_NAMES } from '../../contract/field-names.js';
import type { EntryDiff, FieldChange } from './entry-diff.js';
import { diffWords } from './word-diff.js';

/** Fields of sentences, whose words are worth comparing. */
const SENTENCES: ReadonlySet<string> = new Set([
  'title',
  'abstract',
  'shareCondition',
  'openCondition',
  'useCondition',
]);

/** A difference as people read it: names in both languages, words of sentences, items with their fields. */
export function viewDiff({ fields, items }: EntryDiff): {
  fields: FieldDifference[];
  items: ItemDifference[];
} {
  return {
    fields: fields.map((change) => viewField(change, FIELD_NAMES)),
    items: items
      ? [
          ...items.removed.map(({ at, item }) => whole('removed', item, at)),
          ...items.kept
            .filter(({ moved, changes }) => moved || changes.length > 0)
            .map(({ from, to, moved, changes }): ItemDifference => {
              const renamed = changes.find(({ field }) => field === 'nameCn');
              return {
                item: String(renamed?.after ?? nameAt(items.names, to)),
                kind: 'changed',
                from: from + 1,
                to: to + 1,
                moved,
                fields: changes.map((change) => viewField(change, ITEM_FIELD_NAMES)),
              };
            }),
          ...items.added.map(({ at, item }) => whole('added', item, at)),
        ]
      : [],
  };
}

function whole(kind: 'added' | 'removed', item: InformationItem, at: number): ItemDifference {
  const side = kind === 'added' ? 'after' : 'before';
  return {
    item: item.nameCn,
    kind,
    ...(kind === 'added' ? { to: at + 1 } : { from: at + 1 }),
    moved: false,
    fields: Object.entries(item)
      .filter(([field]) => field !== 'nameCn')
      .map(([field, value]) =>
        viewField<InformationItem>(
          { field: field as keyof InformationItem & string, [side]: value },
          ITEM_FIELD_NAMES,
        ),
      ),
  };
}

function nameAt(names: readonly string[], at: number): string {
  return names[at] ?? '';
}

function viewField<Fields extends object>(
  { field, before, after }: FieldChange<Fields>,
  names: Readonly<Record<string, FieldName>>,
): FieldDifference {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  return {
    field,
    name: names[field] ?? { zh: field, en: field },
    kind,
    ...(before !== undefined && { before: shown(before) }),
    ...(after !== undefined && { after: shown(after) }),
    ...(SENTENCES.has(field) &&
      typeof before === 'string' &&
      typeof after === 'string' && { pieces: diffWords(before, after) }),
  };
}

/** A text as it is, anything else as JSON. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
