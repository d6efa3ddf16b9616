/**
 * Source of a regular expression that matches a text as it stands. Everything that users look for goes through
 * here: none of it is ever read as a pattern by the database.
 */
export function literalPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
