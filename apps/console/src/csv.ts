/** A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection); full-width forms count too. */
const FORMULA = /^[\s]*[=+\-@\t\r＝＋－＠]/;
/** Tells a spreadsheet that the text is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/** A table as CSV (RFC 4180) that a spreadsheet opens without running anything in it. */
export function toCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
