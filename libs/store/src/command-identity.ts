import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import { v7 as newUuid, v5 as uuidFromName } from 'uuid';
import type { Call } from '#libs/messaging';

const NAMESPACE = '8f6f2a52-6a8e-5d0c-9c53-3f1f6f0d2f11';

/** Key under which an aggregate remembers a command: caller, operation and idempotency key together. */
export function commandKey(call: Call): string | undefined {
  if (!call.idempotencyKey) return undefined;
  return createHash('sha256')
    .update(`${call.caller.subject}\n${call.operation.subject}\n${call.idempotencyKey}`)
    .digest('base64url');
}

/** Hash of a request body, independent of the order of its keys. */
export function bodyHash(request: object): string {
  return createHash('sha256')
    .update(stringify(request) ?? '')
    .digest('base64url');
}

/**
 * Id of an object to be created: derived from (caller, operation, idempotency key), so that a repeated
 * command finds what the first one made (decision 3); a new UUIDv7 without a key.
 */
export function creationId(call: Call): string {
  const key = commandKey(call);
  return key ? uuidFromName(key, NAMESPACE) : newUuid();
}
