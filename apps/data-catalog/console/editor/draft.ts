import type { EntryFields, InformationItem, TimeRangeOfData } from '../../contract/entry-fields.dto.js';

type Empty<Value> = Value | '';
type Chosen<Name extends keyof EntryFields> = Empty<NonNullable<EntryFields[Name]>>;

/** An information item as the form holds it: what is not filled is an empty text. */
export interface ItemDraft {
  /** For the list's rendering only. */
  readonly key: number;
  nameCn: string;
  nameEn: string;
  dataType: InformationItem['dataType'];
  length: string;
  scale: string;
  shareType: Empty<NonNullable<InformationItem['shareType']>>;
  openType: Empty<NonNullable<InformationItem['openType']>>;
  primary: boolean;
  timestamp: boolean;
  nullable: boolean;
  sensitive: boolean;
  grade: InformationItem['grade'];
}

/** An entry as the form holds it. */
export interface Draft {
  title: string;
  abstract: string;
  classifications: string[];
  format: Chosen<'format'>;
  items: ItemDraft[];
  shareType: Chosen<'shareType'>;
  shareCondition: string;
  denyLaw: string;
  denyArticle: string;
  shareMode: Chosen<'shareMode'>;
  openType: Chosen<'openType'>;
  openCondition: string;
  updateCycle: Chosen<'updateCycle'>;
  useCondition: string;
  /** One a line. */
  relatedCodes: string;
  spatialRange: Chosen<'spatialRange'>;
  timeFrom: string;
  timeTo: string;
  /** One a line. */
  systems: string;
}

let lastKey = 0;

export function newItem(): ItemDraft {
  lastKey += 1;
  return {
    key: lastKey,
    nameCn: '',
    nameEn: '',
    dataType: 'character',
    length: '',
    scale: '',
    shareType: '',
    openType: '',
    primary: false,
    timestamp: false,
    nullable: true,
    sensitive: false,
    grade: 'general',
  };
}

export function draftOf(fields: Partial<EntryFields>): Draft {
  return {
    title: fields.title ?? '',
    abstract: fields.abstract ?? '',
    classifications: [...(fields.classifications ?? [])],
    format: fields.format ?? '',
    items: (fields.items ?? []).map(itemDraftOf),
    shareType: fields.shareType ?? '',
    shareCondition: fields.shareCondition ?? '',
    denyLaw: fields.denyBasis?.law ?? '',
    denyArticle: fields.denyBasis?.article ?? '',
    shareMode: fields.shareMode ?? '',
    openType: fields.openType ?? '',
    openCondition: fields.openCondition ?? '',
    updateCycle: fields.updateCycle ?? '',
    useCondition: fields.useCondition ?? '',
    relatedCodes: fields.relatedCodes?.join('\n') ?? '',
    spatialRange: fields.spatialRange ?? '',
    timeFrom: fields.timeRange?.from ?? '',
    timeTo: fields.timeRange?.to ?? '',
    systems: fields.systems?.join('\n') ?? '',
  };
}

function itemDraftOf(item: InformationItem): ItemDraft {
  return {
    key: newItem().key,
    nameCn: item.nameCn,
    nameEn: item.nameEn ?? '',
    dataType: item.dataType,
    length: item.length === undefined ? '' : String(item.length),
    scale: item.scale === undefined ? '' : String(item.scale),
    shareType: item.shareType ?? '',
    openType: item.openType ?? '',
    primary: item.primary ?? false,
    timestamp: item.timestamp ?? false,
    nullable: item.nullable,
    sensitive: item.sensitive,
    grade: item.grade,
  };
}

/** Which conditional fields have a meaning now; the others are neither shown nor sent. */
export function relevant(draft: Draft) {
  return {
    shareCondition: draft.shareType === 'conditional',
    denyBasis: draft.shareType === 'notShared',
    shareMode: draft.shareType === 'unconditional' || draft.shareType === 'conditional',
    openCondition: draft.openType === 'conditional',
    useCondition: draft.shareType !== 'notShared',
    items: ['spreadsheet', 'database', 'selfDescribing', 'serviceInterface'].includes(draft.format),
  };
}

/** Whether a data type has a length, and decimal places. */
export function sizes({ dataType }: Pick<ItemDraft, 'dataType'>) {
  const decimal = dataType === 'numeric' || dataType === 'currency';
  return { length: decimal || dataType === 'character', scale: decimal };
}

/** What is sent: trimmed, without what is empty or has no meaning. */
export function fieldsOf(draft: Draft): EntryFields {
  const shown = relevant(draft);
  const law = draft.denyLaw.trim();
  const article = draft.denyArticle.trim();
  return dropEmpty<EntryFields>({
    title: draft.title.trim(),
    abstract: draft.abstract.trim(),
    classifications: draft.classifications,
    format: draft.format,
    items: draft.items.map(itemOf),
    shareType: draft.shareType,
    shareCondition: shown.shareCondition ? draft.shareCondition.trim() : '',
    denyBasis: shown.denyBasis && (law || article) ? { law, article } : '',
    shareMode: shown.shareMode ? draft.shareMode : '',
    openType: draft.openType,
    openCondition: shown.openCondition ? draft.openCondition.trim() : '',
    updateCycle: draft.updateCycle,
    useCondition: shown.useCondition ? draft.useCondition.trim() : '',
    relatedCodes: linesOf(draft.relatedCodes),
    spatialRange: draft.spatialRange,
    timeRange:
      draft.timeFrom || draft.timeTo
        ? dropEmpty<TimeRangeOfData>({ from: draft.timeFrom, to: draft.timeTo })
        : '',
    systems: linesOf(draft.systems),
  });
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function itemOf(item: ItemDraft): InformationItem {
  const has = sizes(item);
  return dropEmpty<InformationItem>({
    nameCn: item.nameCn.trim(),
    nameEn: item.nameEn.trim(),
    dataType: item.dataType,
    length: has.length && item.length !== '' ? Number(item.length) : '',
    scale: has.scale && item.scale !== '' ? Number(item.scale) : '',
    shareType: item.shareType,
    openType: item.openType,
    primary: item.primary || '',
    timestamp: item.timestamp || '',
    nullable: item.nullable,
    sensitive: item.sensitive,
    grade: item.grade,
  });
}

function dropEmpty<Value extends object>(value: { [Name in keyof Value]: Value[Name] | '' }): Value {
  const filled = Object.entries(value).filter(
    ([, one]) => one !== '' && !(Array.isArray(one) && one.length === 0),
  );
  return Object.fromEntries(filled) as Value;
}
