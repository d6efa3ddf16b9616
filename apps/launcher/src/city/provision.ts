import type { ServiceContract } from '#libs/contract-kit';
import { connectNats, provisionStreams } from '#libs/messaging';
import { UserError } from '../user-error.js';

/** Makes the streams of a city, or brings them up to date, as its operator. Idempotent. @returns their names */
export async function provision(
  nats: { readonly url: string; readonly seed: string },
  contracts: readonly ServiceContract[],
): Promise<string[]> {
  const connection = await connectNats({
    ...nats,
    user: 'operator',
    name: 'launcher',
    patienceMs: 5_000,
  }).catch((cause: Error) => {
    throw new UserError(
      cause.message,
      'Start the NATS server (with compose: docker compose up -d), or unset NATS_URL.',
    );
  });
  try {
    return await provisionStreams(connection, contracts);
  } finally {
    await connection.close();
  }
}
