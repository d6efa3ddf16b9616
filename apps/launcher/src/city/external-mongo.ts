import { MongoClient } from 'mongodb';
import { shownAddress } from '#libs/messaging';
import { UserError } from '../user-error.js';

/**
 * Checks a MongoDB that somebody else runs, before anything is started on it: it must answer and be the primary
 * of a replica set, or a driver must be able to find that primary.
 * @throws UserError that says what is missing
 */
export async function checkExternalMongo(uri: string): Promise<void> {
  const shown = shownAddress(uri);
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (hello.setName && hello.isWritablePrimary) return;
    throw new UserError(
      `MongoDB at ${shown} is not the primary of a replica set.`,
      'Start mongod with --replSet rs0 and run rs.initiate(); with compose: docker compose up -d.',
    );
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `MongoDB does not answer at ${shown}: ${error instanceof Error ? error.message : 'unknown error'}`,
      'Start it (with compose: docker compose up -d), correct MONGODB_URI, or unset it to use an embedded one.',
    );
  } finally {
    await client.close();
  }
}
