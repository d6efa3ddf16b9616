import type { EntryFields, InformationItem } from './entry-fields.dto.js';

type Name = { readonly zh: string; readonly en: string };

/** Names of the fields in both languages, for differences and messages. */
export const FIELD_NAMES: Readonly<Record<keyof EntryFields, Name>> = {
  title: { zh: '信息资源名称', en: 'Title' },
  abstract: { zh: '信息资源摘要', en: 'Abstract' },
  classifications: { zh: '信息资源分类', en: 'Classifications' },
  format: { zh: '信息资源格式', en: 'Format' },
  items: { zh: '信息项', en: 'Information items' },
  shareType: { zh: '共享类型', en: 'Sharing' },
  shareCondition: { zh: '共享条件', en: 'Condition of sharing' },
  denyBasis: { zh: '不予共享依据', en: 'Legal basis for not sharing' },
  shareMode: { zh: '共享方式', en: 'Way of sharing' },
  openType: { zh: '开放类型', en: 'Opening to the public' },
  openCondition: { zh: '开放条件', en: 'Condition of opening' },
  updateCycle: { zh: '更新周期', en: 'Update cycle' },
  useCondition: { zh: '使用条件', en: 'Condition of use' },
  relatedCodes: { zh: '关联资源代码', en: 'Related resource codes' },
  spatialRange: { zh: '数据范围', en: 'Range in space' },
  timeRange: { zh: '时间范围', en: 'Range in time' },
  systems: { zh: '来源系统', en: 'Source systems' },
};

export const ITEM_FIELD_NAMES: Readonly<Record<keyof InformationItem, Name>> = {
  nameCn: { zh: '信息项名称', en: 'Name' },
  nameEn: { zh: '英文名称', en: 'Technical name' },
  dataType: { zh: '数据类型', en: 'Data type' },
  length: { zh: '长度', en: 'Length' },
  scale: { zh: '精度', en: 'Scale' },
  shareType: { zh: '共享类型', en: 'Sharing' },
  openType: { zh: '开放类型', en: 'Opening' },
  primary: { zh: '主键', en: 'Key' },
  timestamp: { zh: '时间戳', en: 'Timestamp' },
  nullable: { zh: '可空', en: 'Nullable' },
  sensitive: { zh: '敏感', en: 'Sensitive' },
  grade: { zh: '数据级别', en: 'Grade' },
};
