import { type LocalText, language, local } from './i18n.js';

/** Times are shown as the city's clocks show them, wherever the reader's computer thinks it is. */
const ZONE = 'Asia/Shanghai';

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB');

export function dateTime(instant: string): string {
  return show(instant, { dateStyle: 'short', timeStyle: 'short' });
}

export function clockTime(instant: string): string {
  return show(instant, { timeStyle: 'medium' });
}

export function wholeNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
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
