import { Choice, DateText, Flag, Int, ListOf, Nested, Text, TextList } from '#libs/contract-kit';

/*
 * The descriptive fields of a catalog entry (政务信息资源目录核心元数据), 《政务信息资源目录编制指南（试行）》
 * 发改高技〔2017〕1272号 and 《政务数据共享条例》 art. 14. The guide's numbers become words here.
 */

/** 信息资源格式. */
export const FORMATS = [
  'electronicFile',
  'spreadsheet',
  'database',
  'image',
  'streamingMedia',
  'selfDescribing',
  'serviceInterface',
] as const;
export type Format = (typeof FORMATS)[number];

/** 共享类型, from the most to the least shared. */
export const SHARE_TYPES = ['unconditional', 'conditional', 'notShared'] as const;
export type ShareType = (typeof SHARE_TYPES)[number];

/** 共享方式. */
export const SHARE_MODES = ['platform', 'email', 'medium'] as const;
export type ShareMode = (typeof SHARE_MODES)[number];

/** 开放类型, from the most to the least open. */
export const OPEN_TYPES = ['open', 'conditional', 'notOpen'] as const;
export type OpenType = (typeof OPEN_TYPES)[number];

/** 更新周期. */
export const UPDATE_CYCLES = [
  'realtime',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'halfYearly',
  'yearly',
  'other',
] as const;
export type UpdateCycle = (typeof UPDATE_CYCLES)[number];

/** 数据类型 of an information item. */
export const DATA_TYPES = [
  'character',
  'numeric',
  'currency',
  'date',
  'dateTime',
  'logical',
  'memo',
  'general',
  'double',
  'integer',
  'float',
] as const;
export type DataType = (typeof DATA_TYPES)[number];

/** 数据分级 (GB/T 43697-2024), from the lowest to the highest. */
export const GRADES = ['general', 'important', 'core'] as const;
export type Grade = (typeof GRADES)[number];

/** 数据范围. */
export const SPATIAL_RANGES = [
  'wholeNation',
  'wholeProvince',
  'cities',
  'wholeCity',
  'districts',
  'wholeDistrict',
  'other',
] as const;
export type SpatialRange = (typeof SPATIAL_RANGES)[number];

/** Front segment of a resource code (前段码): 类 1, 项 2, 目 3, 细目 up to 24. */
export const FRONT_SEGMENT = /^[123]\d{2}\d{3}[0-9A-Z]{0,24}$/;

/** Resource code (信息资源代码): front segment, slash, sequence number. */
export const RESOURCE_CODE = /^[123]\d{2}\d{3}[0-9A-Z]{0,24}\/\d{1,10}$/;

/** An information item (信息项): one column of the resource. */
export class InformationItem {
  @Text({ zh: '信息项名称', doc: 'Unique in the entry.', max: 100, example: '用户编号' })
  nameCn: string;

  @Text({
    zh: '英文名称',
    doc: 'Technical name, unique in the entry.',
    max: 64,
    pattern: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
    optional: true,
    example: 'user_no',
  })
  nameEn?: string;

  @Choice({ zh: '数据类型', of: DATA_TYPES, example: 'character' })
  dataType: DataType;

  @Int({
    zh: '长度',
    doc: 'character: 1–65535; numeric and currency: 1–38 digits.',
    min: 1,
    max: 65_535,
    optional: true,
  })
  length?: number;

  @Int({
    zh: '精度',
    doc: 'Decimal places of numeric and currency, at most `length`.',
    min: 0,
    max: 38,
    optional: true,
  })
  scale?: number;

  @Choice({ zh: '共享类型', doc: "Only stricter than the entry's.", of: SHARE_TYPES, optional: true })
  shareType?: ShareType;

  @Choice({ zh: '开放类型', doc: "Only stricter than the entry's.", of: OPEN_TYPES, optional: true })
  openType?: OpenType;

  @Flag({ zh: '主键', optional: true })
  primary?: boolean;

  @Flag({ zh: '时间戳', doc: 'The item by which changes are found; at most one an entry.', optional: true })
  timestamp?: boolean;

  @Flag({ zh: '可空', doc: 'A primary key is never nullable.' })
  nullable: boolean;

  @Flag({ zh: '敏感', doc: 'Personal or otherwise sensitive content.' })
  sensitive: boolean;

  @Choice({ zh: '数据级别', doc: 'GB/T 43697-2024.', of: GRADES, example: 'general' })
  grade: Grade;
}

/** Legal basis for not sharing (不予共享依据): a law, administrative regulation or State Council decision. */
export class DenyBasis {
  @Text({ zh: '法律法规名称', max: 200, example: '《中华人民共和国测绘法》' })
  law: string;

  @Text({ zh: '条款', max: 100, example: '第四十七条' })
  article: string;
}

/** 时间范围. */
export class TimeRangeOfData {
  @DateText({ zh: '起始日期' })
  from: string;

  @DateText({ zh: '截止日期', optional: true })
  to?: string;
}

/**
 * What an editor writes. In a draft everything but the title may wait; the department cannot submit it
 * before the mandatory fields are complete and all rules hold.
 */
export class EntryFields {
  @Text({ zh: '信息资源名称', doc: 'Unique for its provider.', max: 200, example: '城市供水用户信息' })
  title: string;

  @Text({
    zh: '信息资源摘要',
    doc: 'At least 10 characters, not the title again.',
    min: 10,
    max: 1000,
    optional: true,
    example: '全市公共供水企业的用户基本信息，用于水费收缴与用水核验。',
  })
  abstract?: string;

  @TextList({
    zh: '信息资源分类',
    doc: 'Front segments of leaves of the classification tree; the first is the primary one. Each gives the entry a code.',
    max: 10,
    each: { max: 30, pattern: FRONT_SEGMENT },
    optional: true,
    example: ['307013371100000000000101'],
  })
  classifications?: string[];

  @Choice({ zh: '信息资源格式', of: FORMATS, optional: true, example: 'database' })
  format?: Format;

  @ListOf({ zh: '信息项信息', of: () => InformationItem, max: 500, optional: true })
  items?: InformationItem[];

  @Choice({ zh: '共享类型', of: SHARE_TYPES, optional: true, example: 'conditional' })
  shareType?: ShareType;

  @Text({ zh: '共享条件', doc: 'Required when conditional: scope and use.', max: 500, optional: true })
  shareCondition?: string;

  @Nested({ zh: '不予共享依据', doc: 'Required when not shared.', of: () => DenyBasis, optional: true })
  denyBasis?: DenyBasis;

  @Choice({
    zh: '共享方式',
    doc: 'Required unless not shared.',
    of: SHARE_MODES,
    optional: true,
    example: 'platform',
  })
  shareMode?: ShareMode;

  @Choice({
    zh: '开放类型',
    doc: 'What is not shared is not open.',
    of: OPEN_TYPES,
    optional: true,
    example: 'notOpen',
  })
  openType?: OpenType;

  @Text({ zh: '开放条件', doc: 'Required when open on conditions.', max: 500, optional: true })
  openCondition?: string;

  @Choice({ zh: '更新周期', of: UPDATE_CYCLES, optional: true, example: 'daily' })
  updateCycle?: UpdateCycle;

  @Text({ zh: '使用条件', max: 500, optional: true })
  useCondition?: string;

  @TextList({
    zh: '关联资源代码',
    max: 50,
    each: { max: 41, pattern: RESOURCE_CODE },
    optional: true,
  })
  relatedCodes?: string[];

  @Choice({ zh: '数据范围', of: SPATIAL_RANGES, optional: true })
  spatialRange?: SpatialRange;

  @Nested({ zh: '时间范围', of: () => TimeRangeOfData, optional: true })
  timeRange?: TimeRangeOfData;

  @TextList({ zh: '来源系统', max: 50, each: { max: 100, pattern: /^[a-z0-9][a-z0-9-]*$/ }, optional: true })
  systems?: string[];
}
