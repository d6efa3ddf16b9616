import type { ServiceContract } from '#libs/contract-kit';
import { connectNats, provisionStreams } from '#libs/messaging';

/** Makes the streams of a city, or brings them up to date, as its operator. Idempotent. @returns their names */
export async function provision(
  nats: { readonly url: string; readonly seed: string },
  contracts: readonly ServiceContract[],
): Promise<string[]> {
  const connection = await connectNats({ ...nats, user: 'operator', name: 'launcher' });
  try {
    return await provisionStreams(connection, contracts);
  } finally {
    await connection.close();
  }
}
