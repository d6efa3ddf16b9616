import { labelOf } from '#console';
import { FIELDS, ITEM_FIELDS } from './labels.js';
import { t } from './texts.js';

/** Name of a field for the reader, by its JSON pointer in a request (or in an entry, where it is below `fields`). */
export function fieldName(pointer: string): string {
  const path = fieldPath(pointer).slice(1);
  const item = /^items\/(\d+)(?:\/(\w+))?$/.exec(path);
  if (item)
    return t('fieldOfItem', {
      number: Number(item[1]) + 1,
      field: item[2] ? labelOf(ITEM_FIELDS, item[2]) : '',
    });
  if (Object.hasOwn(FIELDS, path)) return labelOf(FIELDS, path);
  return labelOf(FIELDS, path.split('/')[0]);
}

/** The pointer into the editor's fields. */
export function fieldPath(pointer: string): string {
  return pointer.replace(/^\/fields(?=\/)/, '');
}
