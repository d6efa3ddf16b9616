import { Choice, Flag, Id, Int, ListOf, Nested, Text } from '#libs/contract-kit';

/** A point of an entry's life: a published version, what is published now, the change in hand, or an event. */
const POINT = /^(?:published|change|\d{1,6}|@\d{1,9})$/;

export class CompareEntry {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({
    zh: '起点',
    doc: '`published`, `change`, the number of a published version (`2`), or the entry as it was worked on after an event (`@17`).',
    max: 10,
    pattern: POINT,
    example: 'published',
  })
  from: string;

  @Text({ zh: '终点', doc: 'As `from`.', max: 10, pattern: POINT, example: 'change' })
  to: string;
}

export class FieldName {
  @Text({ zh: '中文', max: 100 })
  zh: string;

  @Text({ zh: '英文', max: 100 })
  en: string;
}

export const DIFFERENCES = ['added', 'removed', 'changed'] as const;
export type Difference = (typeof DIFFERENCES)[number];

export const PIECES = ['same', 'added', 'removed'] as const;
export type Piece = (typeof PIECES)[number];

/** A stretch of a text that stayed, came or went. */
export class TextPiece {
  @Choice({ zh: '变化', of: PIECES })
  piece: Piece;

  @Text({ zh: '文字', max: 2_000, pattern: /^[\s\S]+$/ })
  text: string;
}

/** One field that differs. */
export class FieldDifference {
  @Text({ zh: '字段', doc: 'Name of the field.', max: 64 })
  field: string;

  @Nested({ zh: '字段名称', of: () => FieldName })
  name: FieldName;

  @Choice({ zh: '变化', of: DIFFERENCES })
  kind: Difference;

  @Text({ zh: '变更前', doc: 'A text as it is, another value as JSON.', max: 20_000, optional: true })
  before?: string;

  @Text({ zh: '变更后', max: 20_000, optional: true })
  after?: string;

  @ListOf({
    zh: '逐词对比',
    doc: 'For texts of sentences.',
    of: () => TextPiece,
    max: 4_000,
    optional: true,
  })
  pieces?: TextPiece[];
}

/** One information item that differs; items are the same by name, else by technical name. */
export class ItemDifference {
  @Text({ zh: '信息项', doc: 'Its name (afterwards, if it is still there).', max: 100 })
  item: string;

  @Choice({ zh: '变化', of: DIFFERENCES })
  kind: Difference;

  @Int({ zh: '原序号', min: 1, max: 500, optional: true })
  from?: number;

  @Int({ zh: '新序号', min: 1, max: 500, optional: true })
  to?: number;

  @Flag({ zh: '移动', doc: 'It stands elsewhere among the items that stayed.' })
  moved: boolean;

  @ListOf({ zh: '字段变化', of: () => FieldDifference, max: 20 })
  fields: FieldDifference[];
}

export class EntryComparison {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '起点', max: 10 })
  from: string;

  @Text({ zh: '终点', max: 10 })
  to: string;

  @Flag({ zh: '相同' })
  same: boolean;

  @ListOf({ zh: '字段变化', of: () => FieldDifference, max: 50 })
  fields: FieldDifference[];

  @ListOf({ zh: '信息项变化', of: () => ItemDifference, max: 1_000 })
  items: ItemDifference[];
}
