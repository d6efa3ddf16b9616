import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A command that was given to the past release, with its key and its answer. */
export interface PastCommand {
  readonly as: string;
  readonly method: string;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly version?: number;
  readonly reply: Record<string, unknown>;
}

export interface PastEntry {
  readonly id: string;
  readonly publishState: string;
  readonly codes: readonly { readonly code: string }[];
  readonly [field: string]: unknown;
}

/** What a past release said of its data; made by make-fixture.mjs. */
export interface PastCity {
  readonly release: string;
  readonly cityId: string;
  readonly accounts: readonly {
    readonly account: string;
    readonly password: string;
    readonly roles: string[];
  }[];
  readonly people: readonly Record<string, unknown>[];
  readonly organisations: readonly Record<string, unknown>[];
  readonly classifications: number;
  readonly overview: Record<string, unknown>;
  readonly search: readonly { readonly q: string; readonly ids: readonly string[] }[];
  readonly entries: readonly {
    readonly entry: PastEntry;
    readonly history: { readonly steps: readonly Record<string, unknown>[] };
  }[];
  readonly commands: readonly PastCommand[];
}

const FOLDER = join('e2e', 'upgrade');

export const archiveOf = (release: string): string => join(FOLDER, `data-${release}.cbk`);

export async function pastCity(release: string): Promise<PastCity> {
  const packed = await readFile(join(FOLDER, `data-${release}.json.gz`));
  return JSON.parse(gunzipSync(packed).toString('utf8')) as PastCity;
}
