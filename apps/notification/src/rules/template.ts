import type { CloudEvent } from '#libs/contract-kit';

/** A placeholder of a template: `{data.title}`, `{data.comment?}`. */
export interface Placeholder {
  readonly path: string;
  readonly optional: boolean;
}

const PLACEHOLDER = /\{([a-z]+(?:\.[A-Za-z][A-Za-z0-9]*)*)(\?)?\}/g;

/** The placeholders of a template. @throws Error when a brace is none of a placeholder */
export function placeholdersOf(template: string): Placeholder[] {
  if (/[{}]/.test(template.replace(PLACEHOLDER, ''))) throw new Error(`"${template}" has a stray brace`);
  return [...template.matchAll(PLACEHOLDER)].map(([, path = '', mark]) => ({ path, optional: mark === '?' }));
}

/** Fills a template from an event; long words of an event are cut. @throws Error when a needed field is absent */
export function fill(template: string, event: CloudEvent, longest = 600): string {
  return template
    .replace(PLACEHOLDER, (_whole, path: string, mark?: string) => {
      const value = valueAt(event, path);
      if (value === undefined && !mark) throw new Error(`event ${event.id} has no ${path}`);
      return value === undefined ? '' : cut(String(value), longest);
    })
    .trim();
}

/** The addresses that an audience template names in an event, each once. */
export function addressesIn(audience: string, event: CloudEvent): string[] {
  const [only, ...more] = placeholdersOf(audience);
  const whole = only && more.length === 0 && /^\{[^{}]+\}$/.test(audience);
  if (!whole) return [fill(audience, event)];
  const value = valueAt(event, only.path);
  if (value === undefined && !only.optional) throw new Error(`event ${event.id} has no ${only.path}`);
  return [...new Set([value ?? []].flat().map(String))];
}

function valueAt(event: CloudEvent, path: string): unknown {
  let value: unknown = event;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
