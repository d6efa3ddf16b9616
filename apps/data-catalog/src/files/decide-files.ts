import { hasAnyRole, type Principal } from '#libs/access';
import { FileNotAvailable, type FileRef, Forbidden, NotAllowedNow, NotFound } from '#libs/contract-kit';
import { type DomainEvent, happened } from '#libs/store';
import { type FileKind, MOST_FILES } from '../../contract/entry-files.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { TooManyFiles } from '../../contract/problems.js';
import type { EntryState } from '../entry/entry.js';

const { events } = DataCatalog;
/** In review nothing moves under the reviewer's eyes; what is revoked stays as it was. */
const OPEN: ReadonlySet<string> = new Set(['draft', 'rejected', 'published']);

/** @throws Problem `forbidden`, `not-allowed-now` */
export function assertFilesMayChange(entry: EntryState, caller: Principal): void {
  if (entry.provider.code !== caller.organisation) throw Forbidden.with();
  if (!OPEN.has(entry.publishState)) throw NotAllowedNow.with({ allowed: ['listEntryFiles'] });
}

/** Whether this caller may attach and detach now. */
export function filesMayChange({ provider, publishState }: EntryState, caller: Principal): boolean {
  const own = provider.code === caller.organisation && hasAnyRole(caller, ['catalog.editor']);
  return own && OPEN.has(publishState);
}

/** @throws Problem `forbidden`, `not-allowed-now`, `too-many-files`, `file-not-available` */
export function decideAttachment(
  id: string,
  entry: EntryState,
  caller: Principal,
  file: FileRef,
  kind: FileKind,
): DomainEvent[] {
  assertFilesMayChange(entry, caller);
  const files = entry.files ?? [];
  if (files.some((held) => held.file.id === file.id)) throw FileNotAvailable.with();
  if (files.length >= MOST_FILES) throw TooManyFiles.with();
  return [happened(events.entryFileAttached, { id, title: entry.fields.title, file, kind })];
}

/** @throws Problem `forbidden`, `not-allowed-now`, `not-found` */
export function decideDetachment(
  id: string,
  entry: EntryState,
  caller: Principal,
  file: string,
): DomainEvent[] {
  assertFilesMayChange(entry, caller);
  const held = entry.files?.find((one) => one.file.id === file);
  if (!held) throw NotFound.with();
  const { kind } = held;
  return [happened(events.entryFileDetached, { id, title: entry.fields.title, file: held.file, kind })];
}
