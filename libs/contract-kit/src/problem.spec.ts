import { describe, expect, it } from '@jest/globals';
import { defineProblem, isProblemDetail, Problem, renderProblem, SHARED_PROBLEMS } from './index.js';

const OutOfPaper = defineProblem({
  code: 'out-of-paper',
  status: 409,
  title: { zh: '纸张用尽', en: 'Out of paper' },
  remedy: { zh: '补充纸张', en: 'Add paper' },
});

const happened = OutOfPaper.with({
  detail: { zh: '第二个纸盒是空的', en: 'Tray two is empty' },
  errors: [
    {
      path: '/tray',
      rule: 'filled',
      message: { zh: '空', en: 'Empty' },
      remedy: { zh: '装纸', en: 'Fill it' },
    },
  ],
  allowed: ['fillTray'],
  currentVersion: 0,
  retryAfter: 0,
});

describe('a problem', () => {
  it('is rendered in Chinese', () => {
    expect(renderProblem(happened, 'zh', 'trace')).toEqual({
      type: 'urn:citybrain:problem:out-of-paper',
      code: 'out-of-paper',
      status: 409,
      title: '纸张用尽',
      detail: '第二个纸盒是空的',
      remedy: '补充纸张',
      errors: [{ path: '/tray', rule: 'filled', message: '空', remedy: '装纸' }],
      allowed: ['fillTray'],
      currentVersion: 0,
      retryAfter: 0,
      traceId: 'trace',
    });
  });

  it('is rendered in English', () => {
    const { title, detail, remedy, errors } = renderProblem(happened, 'en');
    expect({ title, detail, remedy, errors }).toEqual({
      title: 'Out of paper',
      detail: 'Tray two is empty',
      remedy: 'Add paper',
      errors: [{ path: '/tray', rule: 'filled', message: 'Empty', remedy: 'Fill it' }],
    });
  });

  it('leaves out what its occurrence does not know', () => {
    expect(Object.keys(renderProblem(OutOfPaper.with(), 'en')).toSorted()).toEqual([
      'code',
      'remedy',
      'status',
      'title',
      'type',
    ]);
  });

  it('never renders its cause', () => {
    const caused = OutOfPaper.with({ cause: new Error('mongodb://secret') });
    expect(JSON.stringify(renderProblem(caused, 'en'))).not.toContain('secret');
    expect(caused.cause).toBeInstanceOf(Error);
  });

  it('is an error that knows its kind', () => {
    expect(happened).toBeInstanceOf(Problem);
    expect(happened.is(OutOfPaper)).toBe(true);
    expect(happened.is(defineProblem({ ...OutOfPaper, code: 'other' }))).toBe(false);
  });

  it('is known again as a problem detail on the wire, and nothing else is', () => {
    expect(isProblemDetail(JSON.parse(JSON.stringify(renderProblem(happened, 'zh'))))).toBe(true);
    for (const other of [null, 'x', {}, { code: 'x', status: 1, type: 'about:blank' }, []])
      expect(isProblemDetail(other)).toBe(false);
  });

  it('has a code in kebab-case', () => {
    expect(() => defineProblem({ ...OutOfPaper, code: 'Out_of_paper' })).toThrow('is not kebab-case');
  });
});

describe('the shared problems', () => {
  it('have distinct codes, an error status, and words and a remedy in both languages', () => {
    expect(new Set(SHARED_PROBLEMS.map(({ code }) => code)).size).toBe(SHARED_PROBLEMS.length);
    for (const { status, title, remedy } of SHARED_PROBLEMS) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      for (const words of [title, remedy]) {
        expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
        expect(words.en).toMatch(/^[\x20-\x7e]+$/);
      }
    }
  });
});
