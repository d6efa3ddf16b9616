import { type Collection, type Document, type Filter, MongoServerError } from 'mongodb';
import type { AggregateDocument } from './aggregate.js';
import type { PersonalDocuments } from './personal-documents.js';

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
 * Seals the personal data that release 0.1.0 kept in plain, one write a document; may be broken off and begun
 * again, and two instances may do it at once. Plain bytes stay in old journals and free pages of the database
 * until it reuses them: see ADR 0020.
 * @returns how many documents were sealed
 */
export async function encryptPlainPersonal<State>(
  documents: Collection<AggregateDocument<State>>,
  personal: PersonalDocuments<State>,
): Promise<number> {
  const plainForm = { personal: { $type: 'object' }, 'personal.sealed': { $exists: false } };
  await dropIndexOverPlainAccounts(documents);
  let done = 0;
  for await (const document of documents.find(plainForm as unknown as Filter<AggregateDocument<State>>)) {
    const plain = document.personal as unknown as Document;
    const split = splitPlainPersonal(plain);
    const { matchedCount } = await documents.updateOne(
      { _id: document._id, personal: plain } as never,
      {
        $set: {
          personal: await personal.seal(String(document._id), split.personal),
          aside: split.aside,
          // Plain hashes of bodies with names and numbers would let somebody try them out.
          commands: document.commands.map((command) => ({ ...command, hash: '' })),
        },
      } as never,
    );
    done += matchedCount;
  }
  return done;
}

/** Its unique index over what is no longer there would let in one new aggregate only. */
async function dropIndexOverPlainAccounts(
  documents: Collection<never> | Collection<AggregateDocument<never>> | object,
): Promise<void> {
  const collection = documents as Collection<Document>;
  for (const { name, key } of await collection.indexes()) {
    const plain = Object.keys(key as object).some((field) => field === 'personal.account');
    if (!plain || !name) continue;
    await collection.dropIndex(name).catch((error: unknown) => {
      if (!(error instanceof MongoServerError && error.codeName === 'IndexNotFound')) throw error;
    });
  }
}
