import { labelOf } from '#console';
import {
  DATA_TYPES,
  FORMATS,
  GRADES,
  OPEN_TYPES,
  SHARE_MODES,
  SHARE_TYPES,
  SPATIAL_RANGES,
  UPDATE_CYCLES,
} from '../labels.js';
import { t } from '../texts.js';

const WORDS: Readonly<Record<string, Parameters<typeof labelOf>[0]>> = {
  format: FORMATS,
  shareType: SHARE_TYPES,
  shareMode: SHARE_MODES,
  openType: OPEN_TYPES,
  updateCycle: UPDATE_CYCLES,
  spatialRange: SPATIAL_RANGES,
  dataType: DATA_TYPES,
  grade: GRADES,
};

/** A value of a comparison in the reader's words: choices by their names, lists and pairs without their brackets. */
export function shownValue(field: string, value: string): string {
  const words = WORDS[field];
  if (words) return labelOf(words, value);
  if (value === 'true') return t('yes');
  if (value === 'false') return t('no');
  if (!/^[[{]/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null) return Object.values(parsed).join('、');
  } catch {
    // a text that only looks like JSON
  }
  return value;
}
