import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the project's package.json, found upwards from this file (the same from sources and from dist);
 * the working directory when this library runs outside the project, e.g. out of a packed tarball.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (dirname(folder) !== folder) {
    if (isProject(join(folder, 'package.json'))) return folder;
    folder = dirname(folder);
  }
  return process.cwd();
}

function isProject(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'name' in parsed && parsed.name === 'citybrain';
}
