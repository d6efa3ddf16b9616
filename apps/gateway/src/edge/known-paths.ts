/** An address: method and path with `{field}` parameters or a trailing `*`. */
export interface Address {
  readonly method: string;
  readonly path: string;
}

/** Knows which methods an address takes, to tell 405 from 404. */
export class KnownPaths {
  private readonly paths: readonly { pattern: RegExp; methods: readonly string[] }[];
  private readonly areas: ReadonlySet<string>;

  constructor(addresses: readonly Address[]) {
    const methods = new Map<string, Set<string>>();
    for (const { method, path } of addresses) {
      const known = methods.get(path) ?? new Set();
      known.add(method);
      if (method === 'GET') known.add('HEAD');
      methods.set(path, known);
    }
    this.paths = [...methods].map(([path, taken]) => ({ pattern: patternOf(path), methods: [...taken] }));
    this.areas = new Set(addresses.map(({ path }) => firstSegment(path)).filter((area) => area !== ''));
  }

  /** Methods of an address; empty when it does not exist. */
  methodsOf(url: string): string[] {
    const path = pathOf(url);
    return [
      ...new Set(this.paths.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
    ];
  }

  /** Whether the address lies in an area of the API (`/catalog/…`), where no page of the console can be. */
  isApi(url: string): boolean {
    return this.areas.has(firstSegment(pathOf(url)));
  }
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

function firstSegment(path: string): string {
  return path.split('/')[1] ?? '';
}

function patternOf(path: string): RegExp {
  const source = path
    .split(/(\{\w+\}|\*$)/)
    .map((part) => {
      if (part === '*') return '.*';
      return part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`);
}
