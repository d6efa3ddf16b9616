import { Choice, Flag, Int, ListOf, Text, TextList } from '#libs/contract-kit';

export const FORM_FIELD_TYPES = ['text', 'number', 'flag', 'list', 'object'] as const;
export type FormFieldType = (typeof FORM_FIELD_TYPES)[number];

/** One field that an operation takes, as its contract says. */
export class FormField {
  @Text({ zh: '字段', max: 64 })
  name: string;

  @Text({ zh: '名称', max: 100 })
  title: string;

  @Choice({ zh: '类型', of: FORM_FIELD_TYPES })
  type: FormFieldType;

  @Flag({ zh: '必填' })
  required: boolean;

  @Int({ zh: '最少字数', min: 0, max: 1_000_000, optional: true })
  minLength?: number;

  @Int({ zh: '最多字数', min: 0, max: 1_000_000, optional: true })
  maxLength?: number;

  @TextList({ zh: '可选值', max: 100, each: { max: 100 }, optional: true })
  options?: string[];
}

/** The form of an allowed action (decision 10): where to send it and what it asks for besides the entry. */
export class ActionForm {
  @Text({ zh: '方法', max: 6 })
  method: string;

  @Text({ zh: '地址', doc: 'Path under the gateway.', max: 200 })
  path: string;

  @Text({ zh: '结构', doc: 'Name of the request schema in the API documents.', max: 64 })
  schema: string;

  @Flag({ zh: '需要版本号', doc: 'The operation wants If-Match.' })
  ifMatch: boolean;

  @ListOf({ zh: '字段', of: () => FormField, max: 50 })
  fields: FormField[];
}
