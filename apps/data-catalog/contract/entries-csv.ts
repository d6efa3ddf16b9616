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
  ]);
  return `\ufeff${[HEADER, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

// A cell that begins like a formula is quoted with an apostrophe, so that no spreadsheet program runs it.
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
