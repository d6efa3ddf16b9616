/*
 * Resource codes (信息资源代码), 《政务信息资源目录编制指南（试行）》 发改高技〔2017〕1272号:
 * front segment (类 1, 项 2, 目 3, 细目) "/" sequence number, six digits in practice.
 */

export const HIGHEST_SEQUENCE = 999_999;

/** The code of a sequence number within a classification. */
export function resourceCode(classification: string, sequence: number): string {
  if (!Number.isInteger(sequence) || sequence < 1 || sequence > HIGHEST_SEQUENCE) {
    throw new RangeError(`sequence ${sequence} does not fit six digits`);
  }
  return `${classification}/${String(sequence).padStart(6, '0')}`;
}

/** The parts of a code; `undefined` when it has not the form, or its section cannot exist. */
export function parseResourceCode(code: string): { classification: string; sequence: number } | undefined {
  const match = /^([123]\d{2}\d{3}[0-9A-Z]{0,24})\/(\d{1,10})$/.exec(code);
  if (!match?.[1] || !match[2] || !isPossibleSection(match[1])) return undefined;
  return { classification: match[1], sequence: Number(match[2]) };
}

/**
 * Department resources (类 3) have the sections 01–08 only. The form alone is not enough: a code of the older
 * form (`370000308004000000/000001`) has the strict form too, and would read as section 70.
 */
export function isPossibleSection(code: string): boolean {
  return !code.startsWith('3') || code.length < 3 || /^30[1-8]/.test(code);
}
