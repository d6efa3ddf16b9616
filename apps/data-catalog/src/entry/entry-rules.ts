import type { FieldError } from '#libs/contract-kit';
import {
  type EntryFields,
  GRADES,
  type Grade,
  type InformationItem,
  OPEN_TYPES,
  SHARE_TYPES,
} from '../../contract/entry-fields.dto.js';

/*
 * Rules over what an entry says (data-catalog §2.2, §2.3). They hold for drafts too: what is given must be
 * right. What must be given is in `entry-completeness.ts`.
 */

type Rule = (fields: EntryFields) => readonly FieldError[];

/** Everything in the fields that breaks a rule. */
export function brokenRules(fields: EntryFields): FieldError[] {
  return RULES.flatMap((rule) => rule(fields));
}

/** The highest grade of the items (就高, GB/T 43697-2024); `undefined` without items. */
export function highestGrade(fields: EntryFields): Grade | undefined {
  const ranks = (fields.items ?? []).map((item) => GRADES.indexOf(item.grade));
  return ranks.length > 0 ? GRADES[Math.max(...ranks)] : undefined;
}

const RULES: readonly Rule[] = [
  ({ title, abstract }) =>
    abstract !== undefined && fold(abstract) === fold(title)
      ? [
          fault(
            '/abstract',
            'notTitle',
            '摘要不能与名称相同',
            'The abstract repeats the title',
            '概述资源的内容和用途',
            'Say what the resource holds and is for',
          ),
        ]
      : [],
  conditionOnly('shareCondition', 'shareType', 'conditional', '共享条件', 'A share condition'),
  conditionOnly('denyBasis', 'shareType', 'notShared', '不予共享依据', 'A legal basis for not sharing'),
  conditionOnly('openCondition', 'openType', 'conditional', '开放条件', 'An opening condition'),
  ({ shareType, openType }) =>
    shareType === 'notShared' && openType !== undefined && openType !== 'notOpen'
      ? [
          fault(
            '/openType',
            'notSharedNotOpen',
            '不予共享的资源不得向社会开放',
            'What is not shared is not open',
            '将开放类型改为 notOpen',
            'Set openType to notOpen',
          ),
        ]
      : [],
  (fields) =>
    highestGrade(fields) !== 'general' && highestGrade(fields) !== undefined && fields.openType === 'open'
      ? [
          fault(
            '/openType',
            'gradeNotOpen',
            '重要、核心数据不得无条件开放',
            'Important and core data are never simply open',
            '调整开放类型，或复核信息项级别',
            'Change openType, or review the grades of the items',
          ),
        ]
      : [],
  ({ timeRange }) =>
    timeRange?.to !== undefined && timeRange.to < timeRange.from
      ? [
          fault(
            '/timeRange/to',
            'order',
            '截止日期早于起始日期',
            'The range ends before it begins',
            '调整时间范围',
            'Correct the range',
          ),
        ]
      : [],
  ({ items = [] }) => [...repeated(items, 'nameCn'), ...repeated(items, 'nameEn')],
  ({ items = [] }) => {
    const stamps = items.flatMap((item, index) => (item.timestamp ? [index] : []));
    return stamps
      .slice(1)
      .map((index) =>
        fault(
          `/items/${index}/timestamp`,
          'oneTimestamp',
          '时间戳最多一个',
          'At most one item is the timestamp',
          '只保留一个时间戳信息项',
          'Keep one',
        ),
      );
  },
  (fields) => (fields.items ?? []).flatMap((item, index) => itemFaults(fields, item, `/items/${index}`)),
];

function itemFaults(fields: EntryFields, item: InformationItem, path: string): FieldError[] {
  const faults: FieldError[] = [];
  if (item.primary && item.nullable) {
    faults.push(
      fault(
        `${path}/nullable`,
        'primaryNotNullable',
        '主键不可为空',
        'A primary key is never nullable',
        '将 nullable 改为 false',
        'Set nullable to false',
      ),
    );
  }
  if (isLaxer(SHARE_TYPES, item.shareType, fields.shareType)) {
    faults.push(
      fault(
        `${path}/shareType`,
        'notLaxer',
        '信息项的共享类型不得宽于目录',
        'An item is never shared more widely than its entry',
        '选择与目录相同或更严的共享类型',
        'Choose the same or a stricter type',
      ),
    );
  }
  if (isLaxer(OPEN_TYPES, item.openType, fields.openType)) {
    faults.push(
      fault(
        `${path}/openType`,
        'notLaxer',
        '信息项的开放类型不得宽于目录',
        'An item is never more open than its entry',
        '选择与目录相同或更严的开放类型',
        'Choose the same or a stricter type',
      ),
    );
  }
  return [...faults, ...lengthFaults(item, path)];
}

/** Lengths by type of data: characters up to 65,535; digits up to 38, decimals among them. */
function lengthFaults({ dataType, length, scale }: InformationItem, path: string): FieldError[] {
  const numeric = dataType === 'numeric' || dataType === 'currency';
  const sized = numeric || dataType === 'character';
  if (!sized) {
    const given = length !== undefined ? 'length' : scale !== undefined ? 'scale' : undefined;
    return given
      ? [
          fault(
            `${path}/${given}`,
            'noLength',
            '该数据类型没有长度和精度',
            'This type of data has no length or scale',
            '删除该项',
            'Remove it',
          ),
        ]
      : [];
  }
  if (length === undefined) {
    return [
      fault(
        `${path}/length`,
        'required',
        '该数据类型必须填写长度',
        'This type of data needs a length',
        '补充长度',
        'Add the length',
      ),
    ];
  }
  if (numeric && length > 38) {
    return [
      fault(
        `${path}/length`,
        'maximum',
        '数值长度不超过 38 位',
        'At most 38 digits',
        '调整长度',
        'Correct the length',
      ),
    ];
  }
  if (scale !== undefined && (!numeric || scale > length)) {
    return [
      fault(
        `${path}/scale`,
        'scale',
        '精度只用于数值，且不大于长度',
        'A scale is for numbers only, and at most the length',
        '调整精度',
        'Correct the scale',
      ),
    ];
  }
  return [];
}

function repeated(items: readonly InformationItem[], name: 'nameCn' | 'nameEn'): FieldError[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const value = item[name];
    if (value === undefined) return [];
    const key = fold(value);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      fault(
        `/items/${index}/${name}`,
        'unique',
        '信息项名称重复',
        'The name of the item is used twice',
        '修改名称',
        'Change the name',
      ),
    ];
  });
}

/** A field that makes sense with one value of another field only. */
function conditionOnly(
  field: 'shareCondition' | 'denyBasis' | 'openCondition',
  governing: 'shareType' | 'openType',
  value: string,
  zh: string,
  en: string,
): Rule {
  return (fields) =>
    fields[field] !== undefined && fields[governing] !== value
      ? [
          fault(
            `/${field}`,
            'notApplicable',
            `${zh}仅在 ${governing} 为 ${value} 时填写`,
            `${en} belongs to ${governing} ${value} only`,
            `删除 ${field}，或调整 ${governing}`,
            `Remove ${field}, or change ${governing}`,
          ),
        ]
      : [];
}

function isLaxer(order: readonly string[], item: string | undefined, entry: string | undefined): boolean {
  return item !== undefined && entry !== undefined && order.indexOf(item) < order.indexOf(entry);
}

/** Comparison form of a name: compatibility-folded, without outer or doubled spaces, lower case. */
export function fold(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

function fault(
  path: string,
  rule: string,
  zh: string,
  en: string,
  remedyZh: string,
  remedyEn: string,
): FieldError {
  return { path, rule, message: { zh, en }, remedy: { zh: remedyZh, en: remedyEn } };
}
