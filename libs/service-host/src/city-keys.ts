import type { JSONWebKeySet } from 'jose';
import { Empty, type Operation, operationSubject, query } from '#libs/contract-kit';
import type { OperationClient } from '#libs/messaging';

/**
 * Asks this city's identity service for its keys. Described here by hand: libraries know no app's contract,
 * and any service that answers this subject with a JSON Web Key Set can be the city's issuer.
 */
const GET_KEYS: Operation<Empty, KeySetReply> = {
  ...query({
    summary: { zh: '令牌验签公钥', en: 'Keys that sign tokens' },
    doc: '',
    request: Empty,
    reply: Object as unknown as new () => KeySetReply,
    allow: 'anyone',
    examples: [],
  }),
  service: 'identity',
  name: 'getKeys',
  subject: operationSubject('identity', 1, 'getKeys'),
};

type KeySetReply = JSONWebKeySet & object;

export async function fetchCityKeys(client: OperationClient): Promise<JSONWebKeySet> {
  return (await client.call(GET_KEYS, {}, { timeoutMs: 2_000 })).body;
}
