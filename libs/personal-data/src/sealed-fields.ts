import { ERASED, isSealed, open, partsOf, type SealedParts, type SubjectKey, seal } from './sealed-value.js';

/** Every leaf of a value sealed: shape, list lengths and field names stay readable, values do not. */
export function sealLeaves(key: SubjectKey, path: string, value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => sealLeaves(key, path, item));
  if (typeof value === 'object' && !(value instanceof Date))
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, sealLeaves(key, `${path}.${name}`, field)]),
    );
  return seal(key, path, value);
}

/** Ids of the keys that a value needs to be read. */
export function keyIdsIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (isSealed(value)) {
    const parts = partsOf(value);
    if (parts) found.add(parts.keyId);
  } else if (Array.isArray(value)) for (const item of value) keyIdsIn(item, found);
  else if (isPlain(value)) for (const item of Object.values(value)) keyIdsIn(item, found);
  return found;
}

/**
 * The value with every sealed text in it opened; one whose key is gone reads as `ERASED`.
 * @throws when a sealed text was tampered with
 */
export function openLeaves(keys: ReadonlyMap<string, SubjectKey>, value: unknown): unknown {
  if (isSealed(value)) {
    const parts = partsOf(value) as SealedParts;
    const key = keys.get(parts.keyId);
    return key ? open(key, parts) : ERASED;
  }
  if (Array.isArray(value)) return value.map((item) => openLeaves(keys, item));
  if (isPlain(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, openLeaves(keys, item)]));
  return value;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
