import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import { v7 as newUuid, v5 as uuidFromName } from 'uuid';
import { mapMarked } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';

const NAMESPACE = '8f6f2a52-6a8e-5d0c-9c53-3f1f6f0d2f11';

/** Key under which an aggregate remembers a command: caller, operation and idempotency key together. */
export function commandKey(call: Call): string | undefined {
  if (!call.idempotencyKey) return undefined;
  return createHash('sha256')
    .update(`${call.caller.subject}\n${call.operation.subject}\n${call.idempotencyKey}`)
    .digest('base64url');
}

/**
 * Hash of a request body, independent of the order of its keys. Marked fields are left out unless there is a
 * keyed hash for them (`bodyText`): a plain hash of an ID number could be found by trying all of them.
 */
export function bodyHash(request: object, call: Call): string {
  const told = mapMarked(call.operation.request, request, () => undefined);
  return createHash('sha256')
    .update(stringify(told) ?? '')
    .digest('base64url');
}

/**
 * The request as text for a keyed hash. Credentials are left out even there: a fast hash of a password would be
 * a way around its slow one.
 */
export function bodyText(request: object, call: Call): string {
  const told = mapMarked(call.operation.request, request, (value, _field, mark) =>
    mark.class === 'credential' ? undefined : value,
  );
  return stringify(told) ?? '';
}

/**
 * Id of an object to be created: derived from (caller, operation, idempotency key), so that a repeated
 * command finds what the first one made (decision 3); a new UUIDv7 without a key.
 */
export function creationId(call: Call): string {
  const key = commandKey(call);
  return key ? uuidFromName(key, NAMESPACE) : newUuid();
}
