import { setTimeout as pause } from 'node:timers/promises';
import type { Epochs } from './epochs.js';
import type { KeyVault } from './key-vault.js';
import type { LookupTables } from './personal-data.js';
import type { SubjectKeys } from './subject-keys.js';

export interface RotationPorts {
  readonly vault: KeyVault;
  readonly epochs: Epochs;
  readonly keys: SubjectKeys;
  readonly tables: readonly LookupTables[];
  /** Milliseconds that other instances get to see a change of the epoch state. */
  readonly graceMs: number;
  /** Asked between batches; the work stops when another instance has taken it over. */
  mayGoOn(): Promise<boolean>;
}

/**
 * Moves everything that lives to a new epoch and destroys the old one. Each step can be repeated, and where it
 * stands is read from the database: whoever is killed, the next one goes on.
 *
 * 1. the new epoch is opened and announced: writers wrap with it, and give look-ups both digests;
 * 2. living keys are wrapped anew, look-ups get the new digest beside the old one, so both find and stay unique;
 * 3. the new epoch becomes the present one: nobody looks for the old digest any more; it is removed;
 * 4. nothing refers to older epochs: their keys are destroyed.
 *
 * @returns the epoch that is destroyed now, or `undefined` when the work was given up for another instance
 */
export async function rotate(ports: RotationPorts): Promise<number | undefined> {
  const { epochs, vault, tables, graceMs } = ports;
  const { current, next: begun } = await epochs.read();
  const next = begun ?? current + 1;
  if (begun === undefined) await epochs.begin(next);
  await pause(graceMs);
  if (!(await moveAll(ports, next, (table) => table.widen(next)))) return undefined;
  await epochs.finish(next);
  await pause(graceMs);
  // Writers that were slow have come to an end now; what they left is moved as well.
  if (!(await moveAll(ports, next, (table) => table.widen(next)))) return undefined;
  if (!(await moveAll(ports, next, (table) => table.narrow(next)))) return undefined;
  for (const table of tables)
    if (await table.refersBefore(next)) throw new Error(`look-ups before epoch ${next} are left`);
  await vault.destroyBefore(next);
  return next - 1;
}

async function moveAll(
  { keys, tables, mayGoOn }: RotationPorts,
  next: number,
  some: (table: LookupTables) => Promise<number>,
): Promise<boolean> {
  do {
    if (!(await mayGoOn())) return false;
  } while ((await keys.rewrapSome(next)) > 0);
  for (const table of tables) {
    do {
      if (!(await mayGoOn())) return false;
    } while ((await some(table)) > 0);
  }
  return true;
}
