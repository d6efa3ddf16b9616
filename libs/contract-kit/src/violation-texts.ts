import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Bilingual } from './bilingual.js';

/** A violated keyword in words. `field` is set when the fault is a member of the object at the path. */
export interface Violation {
  readonly rule: string;
  readonly field?: string;
  readonly message: Bilingual;
  readonly remedy: Bilingual;
}

type Describe = (parameters: Record<string, unknown>, schema: Record<string, unknown>) => Violation;

const TYPE_NAMES: Record<string, Bilingual> = {
  string: { zh: '文本', en: 'a text' },
  number: { zh: '数值', en: 'a number' },
  integer: { zh: '整数', en: 'an integer' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
};

const bound =
  (
    rule: string,
    zh: (limit: unknown) => string,
    en: (limit: unknown) => string,
    remedy: Bilingual,
  ): Describe =>
  ({ limit }) => ({ rule, message: { zh: zh(limit), en: en(limit) }, remedy });

const SHORTEN: Bilingual = { zh: '缩短后重新提交', en: 'Shorten it' };
const FILL: Bilingual = { zh: '补充内容后重新提交', en: 'Fill it in' };
const IN_RANGE: Bilingual = { zh: '填写范围内的数值', en: 'Give a value within the bounds' };

const DESCRIBE: Record<string, Describe> = {
  required: ({ missingProperty }) => ({
    rule: 'required',
    field: String(missingProperty),
    message: { zh: '必填项缺失', en: 'A required field is missing' },
    remedy: { zh: '补充该项', en: 'Add the field' },
  }),
  additionalProperties: ({ additionalProperty }) => ({
    rule: 'unknownField',
    field: String(additionalProperty),
    message: { zh: '未知的字段', en: 'Unknown field' },
    remedy: { zh: '删除该字段，或核对字段名的拼写', en: 'Remove it, or check its spelling' },
  }),
  type: ({ type }) => {
    const name = TYPE_NAMES[String(type)] ?? { zh: String(type), en: String(type) };
    return {
      rule: 'type',
      message: { zh: `应为${name.zh}`, en: `Must be ${name.en}` },
      remedy: {
        zh: '按要求的类型填写；没有值时不要提交该字段',
        en: 'Send the declared type; leave the field out when it has no value',
      },
    };
  },
  enum: ({ allowedValues }) => {
    const list = Array.isArray(allowedValues) ? allowedValues.join(', ') : '';
    return {
      rule: 'enum',
      message: { zh: '不在允许的取值范围内', en: 'Not one of the allowed values' },
      remedy: { zh: `取值之一：${list}`, en: `Use one of: ${list}` },
    };
  },
  pattern: (_parameters, schema) => ({
    rule: 'pattern',
    message: { zh: '格式不正确', en: 'Has not the required form' },
    remedy: schema.examples
      ? { zh: `参照示例：${example(schema)}`, en: `For example: ${example(schema)}` }
      : { zh: '去除控制字符，且不能只含空白', en: 'Remove control characters; it must not be blank' },
  }),
  minLength: bound(
    'minLength',
    (n) => `不少于 ${n} 个字符`,
    (n) => `At least ${n} characters`,
    FILL,
  ),
  maxLength: bound(
    'maxLength',
    (n) => `不超过 ${n} 个字符`,
    (n) => `At most ${n} characters`,
    SHORTEN,
  ),
  minItems: bound(
    'minItems',
    (n) => `不少于 ${n} 项`,
    (n) => `At least ${n} items`,
    FILL,
  ),
  maxItems: bound(
    'maxItems',
    (n) => `不超过 ${n} 项`,
    (n) => `At most ${n} items`,
    {
      zh: '减少项数，或分批提交',
      en: 'Send fewer items, or several requests',
    },
  ),
  minimum: bound(
    'minimum',
    (n) => `不小于 ${n}`,
    (n) => `At least ${n}`,
    IN_RANGE,
  ),
  maximum: bound(
    'maximum',
    (n) => `不大于 ${n}`,
    (n) => `At most ${n}`,
    IN_RANGE,
  ),
  uniqueItems: () => ({
    rule: 'uniqueItems',
    message: { zh: '列表中有重复项', en: 'The list holds an item twice' },
    remedy: { zh: '删除重复项', en: 'Remove the repeated item' },
  }),
};

function example(schema: Record<string, unknown>): string {
  return Array.isArray(schema.examples) ? String(schema.examples[0]) : '';
}

/** Puts one Ajv error into words. The offending value is never repeated: it may be personal or hostile. */
export function describeViolation(error: ErrorObject): Violation {
  const describe = DESCRIBE[error.keyword];
  if (describe) return describe(error.params, error.parentSchema ?? {});
  return {
    rule: error.keyword,
    message: { zh: '不符合要求', en: 'Does not hold' },
    remedy: { zh: '参照 API 文档修改', en: 'See the API page' },
  };
}
