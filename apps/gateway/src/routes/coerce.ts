import type { JsonSchema } from '#libs/contract-kit';

/**
 * Turns the text of a parameter into the type that the schema of its field declares. What does not fit stays
 * text, so that the service refuses it in its own words.
 */
export function coerce(text: string, schema: JsonSchema | undefined): unknown {
  switch (schema?.type) {
    case 'integer':
      return /^-?(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : text;
    case 'number':
      return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && text.length <= 30 ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}
