import { t } from '../texts.js';
import { type Draft, type ItemDraft, linesOf, relevant, sizes } from './draft.js';

/** Messages by JSON pointer into the entry's fields. */
export type FieldMessages = ReadonlyMap<string, string>;

const ENGLISH_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const RESOURCE_CODE = /^[123]\d{2}\d{3}[0-9A-Z]{0,24}\/\d{1,10}$/;
const SYSTEM = /^[a-z0-9][a-z0-9-]*$/;
const SHARE_STRICTNESS = ['unconditional', 'conditional', 'notShared'];
const OPEN_STRICTNESS = ['open', 'conditional', 'notOpen'];

/**
 * The contract's rules as far as a page can judge them, so that an editor sees at once what the server would
 * refuse. The server has the last word. What is merely not filled yet is no error in a draft.
 */
export function brokenRules(draft: Draft): FieldMessages {
  const found = new Map<string, string>();
  const say = (pointer: string, message: string | false) => {
    if (message && !found.has(pointer)) found.set(pointer, message);
  };
  const abstract = draft.abstract.trim();
  const shown = relevant(draft);
  say('/title', draft.title.trim() === '' && t('titleNeeded'));
  say('/abstract', abstract !== '' && abstract.length < 10 && t('abstractShort', { count: abstract.length }));
  say('/abstract', abstract !== '' && abstract === draft.title.trim() && t('abstractTitle'));
  say(
    '/openType',
    draft.shareType === 'notShared' &&
      draft.openType !== '' &&
      draft.openType !== 'notOpen' &&
      t('notSharedOpen'),
  );
  say(
    '/denyBasis/law',
    shown.denyBasis && draft.denyArticle.trim() !== '' && draft.denyLaw.trim() === '' && t('itemNameNeeded'),
  );
  say(
    '/denyBasis/article',
    shown.denyBasis && draft.denyLaw.trim() !== '' && draft.denyArticle.trim() === '' && t('itemNameNeeded'),
  );
  say('/timeRange/from', draft.timeTo !== '' && draft.timeFrom === '' && t('fromNeeded'));
  say('/timeRange/to', draft.timeTo !== '' && draft.timeTo < draft.timeFrom && t('rangeOrder'));
  linesOf(draft.relatedCodes).forEach((code, at) => {
    say(`/relatedCodes/${at}`, !RESOURCE_CODE.test(code) && t('codeForm', { line: at + 1 }));
  });
  linesOf(draft.systems).forEach((system, at) => {
    say(`/systems/${at}`, !SYSTEM.test(system) && t('systemForm', { line: at + 1 }));
  });
  draft.items.forEach((item, at) => {
    judgeItem(item, draft, (field, message) => say(`/items/${at}/${field}`, message));
  });
  return found;
}

function judgeItem(
  item: ItemDraft,
  draft: Draft,
  say: (field: string, message: string | false) => void,
): void {
  const nameCn = item.nameCn.trim();
  const nameEn = item.nameEn.trim();
  const others = draft.items.filter((other) => other !== item);
  say('nameCn', nameCn === '' && t('itemNameNeeded'));
  say('nameCn', others.some((other) => other.nameCn.trim() === nameCn) && t('duplicate'));
  say('nameEn', nameEn !== '' && !ENGLISH_NAME.test(nameEn) && t('englishName'));
  say('nameEn', nameEn !== '' && others.some((other) => other.nameEn.trim() === nameEn) && t('duplicate'));
  judgeSizes(item, say);
  say('shareType', laxer(SHARE_STRICTNESS, item.shareType, draft.shareType) && t('stricter'));
  say('openType', laxer(OPEN_STRICTNESS, item.openType, draft.openType) && t('stricter'));
  say('nullable', item.primary && item.nullable && t('primaryNullable'));
  say('timestamp', item.timestamp && others.some((other) => other.timestamp) && t('oneTimestamp'));
}

function judgeSizes(item: ItemDraft, say: (field: string, message: string | false) => void): void {
  const has = sizes(item);
  const most = has.scale ? 38 : 65_535;
  say(
    'length',
    has.length &&
      item.length !== '' &&
      !whole(item.length, 1, most) &&
      t('lengthRange', { from: 1, to: most }),
  );
  say(
    'scale',
    has.scale && item.scale !== '' && !whole(item.scale, 0, 38) && t('lengthRange', { from: 0, to: 38 }),
  );
  say(
    'scale',
    has.scale &&
      item.scale !== '' &&
      item.length !== '' &&
      Number(item.scale) > Number(item.length) &&
      t('scaleRange'),
  );
}

function whole(text: string, from: number, to: number): boolean {
  const value = Number(text);
  return Number.isInteger(value) && value >= from && value <= to;
}

function laxer(order: readonly string[], item: string, entry: string): boolean {
  return item !== '' && entry !== '' && order.indexOf(item) < order.indexOf(entry);
}
