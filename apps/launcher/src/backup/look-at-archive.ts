import { UserError } from '../user-error.js';
import type { ArchiveEnd, ArchiveHeader, ArchiveSecrets } from './archive-format.js';
import { readArchive } from './archive-reader.js';

export interface ArchiveFacts {
  readonly header: ArchiveHeader;
  readonly secrets: ArchiveSecrets | undefined;
  readonly end: ArchiveEnd;
  readonly documents: number;
}

/** Reads the whole file and checks every sum. @throws UserError */
export async function lookAtArchive(file: string): Promise<ArchiveFacts> {
  let header: ArchiveHeader | undefined;
  let secrets: ArchiveSecrets | undefined;
  const end = await readArchive(file, {
    header: (read) => {
      header = read;
    },
    secrets: (read) => {
      secrets = read;
    },
  });
  if (!header) throw new Error('a backup that was read has a header');
  const documents = end.collections.reduce((sum, collection) => sum + collection.documents, 0);
  return { header, secrets, end, documents };
}

/** @throws UserError when the backup is of another city, or of a release after this one */
export function refuseForeign({ header }: ArchiveFacts, cityId: string, ownRelease: string): void {
  if (header.cityId !== cityId) {
    throw new UserError(
      `The backup is of the city "${header.cityId}", this one is "${cityId}".`,
      `Restore it where CITY_ID is ${header.cityId}.`,
    );
  }
  const releases = [
    header.release,
    ...Object.values(header.schemas).flatMap((steps) => steps.map((step) => step.release)),
  ];
  const newer = releases.find((each) => isNewer(each, ownRelease));
  if (newer) {
    throw new UserError(
      `The backup holds data of release ${newer}; this is ${ownRelease}.`,
      `Install release ${newer} or newer and restore there.`,
    );
  }
}

/** Whether the first release comes after the second; a pre-release counts as its release. */
export function isNewer(one: string, other: string): boolean {
  const parts = (text: string) => (/^\d+\.\d+\.\d+/.exec(text)?.[0] ?? '0.0.0').split('.').map(Number);
  const [a, b] = [parts(one), parts(other)];
  for (let at = 0; at < 3; at++) if (a[at] !== b[at]) return (a[at] ?? 0) > (b[at] ?? 0);
  return false;
}
