import { type LocalText, language, local } from './i18n.js';

/** Times are shown as the city's clocks show them, wherever the reader's computer thinks it is. */
const ZONE = 'Asia/Shanghai';

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB');

export function dateTime(instant: string): string {
  return show(instant, { dateStyle: 'short', timeStyle: 'short' });
}

/** With seconds, where a second matters. */
export function fullTime(instant: string): string {
  return show(instant, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

export function clockTime(instant: string): string {
  return show(instant, { timeStyle: 'medium' });
}

export function wholeNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** `3 d 4 h`, the two largest units. */
export function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3_600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [Math.floor(seconds) % 60, 'second'],
  ] as const;
  const from = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(Math.max(from < 0 ? 3 : from, 0)).slice(0, 2);
  return shown
    .map(([count, unit]) =>
      new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'short' }).format(count),
    )
    .join(' ');
}

export function megabytes(bytes: number): string {
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 }).format(bytes / 1_048_576)} MB`;
}

/** Milliseconds with one figure behind the point where that says something. */
export function milliseconds(value: number): string {
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ms`;
}

/** Label of a value that a newer server may have and this page does not know yet. */
export function labelOf(labels: Readonly<Record<string, LocalText>>, value: string | undefined): string {
  if (value === undefined) return '—';
  const label = Object.hasOwn(labels, value) ? labels[value] : undefined;
  return label ? local(label) : value;
}

function show(instant: string, options: Intl.DateTimeFormatOptions): string {
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) return instant;
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: ZONE, hourCycle: 'h23' }).format(time);
}
