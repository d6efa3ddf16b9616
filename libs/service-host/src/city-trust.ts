import type { JSONWebKeySet } from 'jose';
import type { Logger } from 'pino';
import { type RevocationPage, TokenVerifier, type TrustBeat, type TrustedIssuer } from '#libs/access';
import { Empty, type Operation, operationSubject, query, TRUST_SUBJECT } from '#libs/contract-kit';
import { type NatsConnection, OperationClient } from '#libs/messaging';

/*
 * Asks this city's identity service for its keys and revocations. The operations are described here by hand:
 * libraries know no app's contract, and any service that answers these subjects can be the city's issuer.
 */
function identityQuery<Req extends object, Rep extends object>(name: string): Operation<Req, Rep> {
  return {
    ...query({
      summary: { zh: name, en: name },
      doc: '',
      request: Empty as unknown as new () => Req,
      reply: Object as unknown as new () => Rep,
      allow: 'anyone',
      examples: [],
    }),
    service: 'identity',
    name,
    subject: operationSubject('identity', 1, name),
  };
}

const GET_KEYS = identityQuery<Empty, JSONWebKeySet & object>('getKeys');
const LIST_REVOCATIONS = identityQuery<{ since?: string; cursor?: string }, RevocationPage>(
  'listRevocations',
);
const PATIENCE_MS = 2_000;

/**
 * Checks tokens with the keys of this city's identity service, and keeps in step with what it revokes: by its
 * beat on `city.trust`, which also heals whatever was missed.
 */
export function cityVerifier(
  cityId: string,
  issuers: readonly TrustedIssuer[],
  connection: NatsConnection,
  logger: Logger,
): TokenVerifier {
  const client = new OperationClient(connection);
  const ask = async <Req extends object, Rep extends object>(operation: Operation<Req, Rep>, request: Req) =>
    (await client.call(operation, request, { timeoutMs: PATIENCE_MS })).body;
  const verifier = new TokenVerifier(
    cityId,
    issuers,
    () => ask(GET_KEYS, {}),
    (since, cursor) => ask(LIST_REVOCATIONS, { ...(since && { since }), ...(cursor && { cursor }) }),
  );
  connection.subscribe(TRUST_SUBJECT, {
    callback: (error, message) => {
      if (error) return;
      verifier.heed(message.json<TrustBeat>()).catch((failure: unknown) => {
        logger.debug({ err: failure }, 'the trust beat could not be followed; the next one will be');
      });
    },
  });
  return verifier;
}
