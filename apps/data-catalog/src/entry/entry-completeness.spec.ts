import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EntryFields, FORMATS } from '../../contract/entry-fields.dto.js';
import { EXAMPLE_FIELDS } from '../../contract/examples.js';
import { completeness, missingAsErrors, missingFields } from './entry-completeness.js';

const minimal: EntryFields = {
  title: '名称',
  abstract: '一个足够长的摘要说明',
  classifications: ['307013'],
  format: 'image',
  shareType: 'unconditional',
  shareMode: 'platform',
  openType: 'notOpen',
  updateCycle: 'daily',
};

const missing = (changes: Partial<EntryFields>) => missingFields({ ...minimal, ...changes });

describe('the completeness of an entry', () => {
  it('is 100 when every mandatory field is filled', () => {
    expect(completeness(EXAMPLE_FIELDS)).toBe(100);
    expect(completeness(minimal)).toBe(100);
  });

  it('names the mandatory fields of an empty draft', () => {
    expect(missingFields({ title: '名称' })).toEqual([
      '/abstract',
      '/classifications',
      '/format',
      '/shareType',
      '/openType',
      '/updateCycle',
    ]);
  });

  it('asks for the items where the format has columns', () => {
    const tabular = ['spreadsheet', 'database', 'selfDescribing', 'serviceInterface'];
    for (const format of FORMATS) {
      expect(missing({ format })).toEqual(tabular.includes(format) ? ['/items'] : []);
      expect(missing({ format, items: [] })).toEqual(tabular.includes(format) ? ['/items'] : []);
    }
  });

  it('asks for what the share type brings with it', () => {
    const { shareMode: _shareMode, ...noMode } = minimal;
    expect(missingFields({ ...noMode, shareType: 'unconditional' })).toEqual(['/shareMode']);
    expect(missingFields({ ...noMode, shareType: 'conditional' })).toEqual(['/shareCondition', '/shareMode']);
    expect(missingFields({ ...noMode, shareType: 'notShared' })).toEqual(['/denyBasis']);
  });

  it('asks for the opening condition of what is open on conditions', () => {
    expect(missing({ openType: 'conditional' })).toEqual(['/openCondition']);
    expect(missing({ openType: 'open' })).toEqual([]);
  });

  it('does not take an empty list for filled', () => {
    expect(missing({ classifications: [] })).toEqual(['/classifications']);
  });

  it('is 100 exactly when nothing is missing, and never beyond 0 and 100', () => {
    const some = fc
      .subarray(Object.keys(EXAMPLE_FIELDS).filter((name) => name !== 'title') as (keyof EntryFields)[])
      .map((names) => ({
        title: '名称',
        ...Object.fromEntries(names.map((name) => [name, EXAMPLE_FIELDS[name]])),
      }));
    fc.assert(
      fc.property(some, (fields) => {
        const percent = completeness(fields);
        expect(percent).toBeGreaterThan(0);
        expect(percent).toBeLessThanOrEqual(100);
        expect(percent === 100).toBe(missingFields(fields).length === 0);
        expect(missingAsErrors(fields).map(({ path }) => path)).toEqual(missingFields(fields));
      }),
    );
  });
});
