import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/*
 * What the console takes from the contracts when it is built: names of services, roles, operations and events, and
 * the addresses that the gateway answers. Source: the generated documents in docs/contracts, which
 * `contracts --check` keeps true. Types of the contracts are imported as types; nothing of their code is bundled.
 */

const DOCUMENTS = fileURLToPath(new URL('../../docs/contracts/', import.meta.url));

interface Named {
  readonly summary?: unknown;
}

interface Document {
  readonly service?: string;
  readonly title?: unknown;
  readonly roles?: Readonly<Record<string, unknown>>;
  readonly operations?: Readonly<Record<string, Named>>;
  readonly events?: Readonly<Record<string, Named>>;
}

/** Gives the modules `virtual:contract-names` and `virtual:contract-summaries`. */
export function contractFacts(): Plugin {
  const modules: Readonly<Record<string, () => object>> = {
    'virtual:contract-names': () => ({
      titles: Object.fromEntries(documents().map(({ service, title }) => [service, title])),
      roles: Object.assign({}, ...documents().map(({ roles }) => roles)),
    }),
    'virtual:contract-summaries': () => ({
      summaries: Object.fromEntries(documents().flatMap(summariesOf)),
    }),
  };
  return {
    name: 'contract-facts',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load(id) {
      const facts = modules[id.slice(1)];
      if (!id.startsWith('\0') || !facts) return undefined;
      return Object.entries(facts())
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join('\n');
    },
  };
}

/** First segments of the addresses that the gateway answers; everything else is the console's. */
export function apiAreas(): string[] {
  const { paths } = read('openapi.json') as { paths: Readonly<Record<string, unknown>> };
  const pages = [
    '/docs',
    '/openapi.json',
    '/asyncapi',
    '/asyncapi.json',
    '/metrics',
    '/oidc',
    '/.well-known',
  ];
  const areas = [...Object.keys(paths), ...pages].map((path) => `/${path.split('/')[1] ?? ''}`);
  return [...new Set(areas)].filter((area) => area !== '/').sort();
}

function documents(): Document[] {
  return readdirSync(DOCUMENTS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => read(name) as Document)
    .filter(({ service, title }) => service !== undefined && title !== undefined);
}

function summariesOf({ service, operations, events }: Document): [string, unknown][] {
  return [...Object.entries(operations ?? {}), ...Object.entries(events ?? {})].flatMap(
    ([name, { summary }]): [string, unknown][] => (summary ? [[`${service}.${name}`, summary]] : []),
  );
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(`${DOCUMENTS}${name}`, 'utf8'));
}
