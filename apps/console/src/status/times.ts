import { milliseconds } from '../format.js';
import type { RouteFigures } from './overview-types.js';

/** `3.2 ms / 18 ms`; a dash when nothing was asked yet. */
export function inMilliseconds({ p50, p95 }: RouteFigures): string {
  return p50 === undefined || p95 === undefined ? '—' : `${milliseconds(p50)} / ${milliseconds(p95)}`;
}
