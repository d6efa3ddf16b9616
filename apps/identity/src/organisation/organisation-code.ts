const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * Whether a unified social credit code (统一社会信用代码) carries the right check character (GB 32100-2015 §5:
 * weights 3^(i-1) mod 31, C18 = 31 − Σ mod 31). The inner GB 11714 digit is not judged: some codes issued
 * early do not hold it.
 */
export function isOrganisationCode(code: string): boolean {
  if (code.length !== 18) return false;
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) {
    const value = ALPHABET.indexOf(code[index] as string);
    if (value < 0) return false;
    sum += value * weight;
  }
  return ALPHABET[(31 - (sum % 31)) % 31] === code[17];
}
