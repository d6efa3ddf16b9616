import type { BulkReport, RowOutcome } from './bulk.dto.js';
import { csvText } from './csv-text.js';

const HEADER = ['序号', '目录编号', '信息资源名称', '结果', '办理后版本', '原因代码', '原因'];

const OUTCOMES: Record<RowOutcome, string> = {
  waiting: '等待办理',
  done: '成功',
  refused: '未成功',
  skipped: '已取消',
};

/** The report of a bulk job as CSV. */
export function reportAsCsv({ rows }: BulkReport): string {
  const lines = rows.map((row) => [
    String(row.number),
    row.id,
    row.title ?? '',
    OUTCOMES[row.outcome],
    String(row.version ?? ''),
    row.code ?? '',
    row.because ?? '',
  ]);
  return csvText([HEADER, ...lines]);
}
