import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { DefineClassification } from '../../../data-catalog/contract/classification.dto.js';
import type { RegisterEntry } from '../../../data-catalog/contract/entry.dto.js';
import type { Name, Organisation, Person } from '../../../identity/contract/directory.dto.js';

/** A catalog entry of the seeds, with the state that it is brought to. */
export interface SeedEntry {
  readonly seedId: string;
  readonly provider: string;
  readonly state: 'draft' | 'submitted' | 'deptApproved' | 'published';
  readonly entry: RegisterEntry;
}

/** What `seeds/` holds, as far as the platform takes it today. */
export interface Seeds {
  readonly city: { readonly cityId: string; readonly name: Name; readonly division: string };
  readonly organisations: readonly Organisation[];
  readonly people: readonly (Person & { readonly demo?: boolean })[];
  readonly classifications: readonly DefineClassification[];
  readonly entries: readonly SeedEntry[];
}

/** Reads the seed files. Notes on sources (plan, assumed, basis) stay in the files. */
export async function readSeeds(dir: string): Promise<Seeds> {
  const [city, organisations, people, classifications, entries] = await Promise.all(
    ['city', 'organisations', 'people', 'classifications', 'entries'].map(async (name) => {
      const text = await readFile(join(dir, `${name}.yaml`), 'utf8');
      return parse(text) as Record<string, never>;
    }),
  );
  const list = <T>(file: Record<string, never> | undefined, name: string): T[] => {
    const rows: unknown = file?.[name];
    if (!Array.isArray(rows)) throw new Error(`seeds/${name}.yaml holds no list "${name}"`);
    return rows as T[];
  };
  const { cityId, name, division } = city as unknown as Seeds['city'];
  return {
    city: { cityId, name, division },
    organisations: list<Organisation>(organisations, 'organisations').map(
      ({ code, name: called, division: place, kind }) => ({ code, name: called, division: place, kind }),
    ),
    people: list(people, 'people'),
    // Parents come before their children.
    classifications: list<DefineClassification>(classifications, 'classifications')
      .map(({ code, name: called }) => ({ code, name: called }))
      .sort((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1)),
    entries: list(entries, 'entries'),
  };
}
