import type { Document } from 'mongodb';
import type { PersonalData } from '#libs/personal-data';
import type { PersonalSpec } from './aggregate.js';
import type { DocumentMigration } from './migrations/migration.js';
import { storedPersonal } from './personal-documents.js';

/** What a document of release 0.1.0 had in `personal` that is not personal. */
const ASIDE = ['failures', 'lockedUntil'];

/** The plain form of release 0.1.0 taken apart: what is to be sealed, and what stands beside it. Pure. */
export function splitPlainPersonal(plain: Document): { personal: Document; aside: Document } {
  const entries = Object.entries(plain);
  return {
    personal: Object.fromEntries(entries.filter(([field]) => !ASIDE.includes(field))),
    aside: Object.fromEntries(entries.filter(([field]) => ASIDE.includes(field))),
  };
}

/**
 * Migration that seals the personal data which release 0.1.0 kept in plain. Plain bytes stay in old journals and
 * free pages of the database until it reuses them: ADR 0020 says what to do about it.
 */
export function sealPlainPersonal(
  { name, personal: spec }: { readonly name: string; readonly personal?: PersonalSpec },
  data: PersonalData | undefined,
  described: Pick<DocumentMigration, 'number' | 'schema' | 'dropIndexes'>,
): DocumentMigration {
  return {
    ...described,
    name: `seal-personal-data-of-${name}`,
    about: `Personal data of each ${name} is sealed under a key of its subject, so that it can be erased.`,
    collection: name,
    change: async (document) => {
      const plain: unknown = document.personal;
      if (typeof plain !== 'object' || plain === null || 'sealed' in plain) return document;
      if (!spec || !data) throw new Error('needs PERSONAL_DATA_SECRET and PERSONAL_DATA_KEYS');
      const { personal, aside } = splitPlainPersonal(plain);
      const commands: Document[] = Array.isArray(document.commands) ? document.commands : [];
      return {
        ...document,
        personal: await storedPersonal(name, spec, data, String(document._id), personal),
        aside,
        // Plain hashes of bodies with names and numbers would let somebody try them out.
        commands: commands.map((command) => ({ ...command, hash: '' })),
      };
    },
  };
}
