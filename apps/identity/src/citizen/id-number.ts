const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/**
 * Whether a citizen's ID number (公民身份号码) holds: its check character (GB 11643-1999, ISO 7064 MOD 11-2) and a
 * date of birth that exists and is not after `today` (`CCYY-MM-DD`).
 */
export function isIdNumber(text: string, today: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false;
  const sum = WEIGHTS.reduce((all, weight, at) => all + weight * Number(text[at]), 0);
  if (CHECKS[sum % 11] !== text[17]) return false;
  const born = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  const date = new Date(`${born}T00:00:00Z`);
  return (
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(born) &&
    born >= '1850-01-01' &&
    born <= today
  );
}
