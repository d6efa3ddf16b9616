import type { BlobStore } from './blob-store.js';
import type { KeptRecord, UploadRecords } from './upload-records.js';

/** Parts of uploads nobody added to for so long were cut off. */
const LEFTOVER_MS = 3_600_000;

/**
 * Removes what no object holds: uploads cut off, unattached files past their time, files given up. Any number of
 * gateways may sweep at once: a record is first marked `removing`, which nobody can claim any more.
 * @returns how many files it removed
 */
export async function sweepUploads(blobs: BlobStore, records: UploadRecords, now: Date): Promise<number> {
  let removed = 0;
  for await (const kept of records.all()) {
    if (kept.record.state === 'done') await records.forget(kept);
    else if (await markRemoving(records, kept, now)) {
      await blobs.remove(kept.record.id);
      await records.forget(kept);
      removed++;
    }
  }
  return removed + (await blobs.removeLeftovers(new Date(now.getTime() - LEFTOVER_MS)));
}

async function markRemoving(records: UploadRecords, kept: KeptRecord, now: Date): Promise<boolean> {
  const { state, expires } = kept.record;
  if (state === 'removing') return true;
  if (state === 'claimed' || new Date(expires) > now) return false;
  return (await records.change(kept, { ...kept.record, state: 'removing' })) !== undefined;
}
