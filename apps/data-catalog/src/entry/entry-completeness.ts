import type { FieldError } from '#libs/contract-kit';
import type { EntryFields } from '../../contract/entry-fields.dto.js';

/** Formats whose content has columns, so that the items must be told (编制指南: 信息项信息). */
const TABULAR = new Set(['spreadsheet', 'database', 'selfDescribing', 'serviceInterface']);

/** The mandatory fields of these fields: always, or because of what another field says. */
function mandatory(fields: EntryFields): (keyof EntryFields)[] {
  return [
    'title',
    'abstract',
    'classifications',
    'format',
    'shareType',
    'openType',
    'updateCycle',
    ...(fields.format && TABULAR.has(fields.format) ? (['items'] as const) : []),
    ...(fields.shareType === 'conditional' ? (['shareCondition'] as const) : []),
    ...(fields.shareType === 'notShared' ? (['denyBasis'] as const) : []),
    ...(fields.shareType && fields.shareType !== 'notShared' ? (['shareMode'] as const) : []),
    ...(fields.openType === 'conditional' ? (['openCondition'] as const) : []),
  ];
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

/** Mandatory fields that are not filled, as JSON pointers. */
export function missingFields(fields: EntryFields): string[] {
  return mandatory(fields)
    .filter((name) => !isFilled(fields[name]))
    .map((name) => `/${name}`);
}

/** Percent of the mandatory fields that are filled. */
export function completeness(fields: EntryFields): number {
  const all = mandatory(fields).length;
  return Math.floor((100 * (all - missingFields(fields).length)) / all);
}

/** The missing fields as errors of a problem. */
export function missingAsErrors(fields: EntryFields): FieldError[] {
  return missingFields(fields).map((path) => ({
    path,
    rule: 'required',
    message: { zh: '必填元数据缺失', en: 'A mandatory field is missing' },
    remedy: { zh: '补充该项', en: 'Fill it in' },
  }));
}
