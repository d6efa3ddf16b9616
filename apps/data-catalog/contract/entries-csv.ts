import { csvText } from './csv-text.js';
import type { EntryPage } from './entry.dto.js';

const HEADER = [
  '信息资源代码',
  '信息资源名称',
  '信息资源提供方',
  '提供方代码',
  '共享类型',
  '发布状态',
  '完整度',
  '更新时间',
  '发布版本号',
  '上线状态',
  '可用',
];

/** A page of entries as CSV (RFC 4180) with the guide's column names. */
export function entriesAsCsv(page: EntryPage): string {
  const rows = page.items.map((entry) => [
    entry.code ?? '',
    entry.title,
    entry.provider.name,
    entry.provider.code,
    entry.shareType ?? '',
    entry.publishState,
    String(entry.completeness),
    entry.updatedAt,
    String(entry.publishedVersion ?? ''),
    entry.onlineState,
    entry.available ? '是' : '否',
  ]);
  return csvText([HEADER, ...rows]);
}
