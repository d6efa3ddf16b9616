import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putProgram, putSystem } from './root-files.mjs';

/*
 * Images of MongoDB, NATS and Node from what this machine has, for where no image hub answers. They are tagged by the
 * real version of what is inside, never by the name of an official image.
 */

/** @returns the image's name; built only when its content is new. `program` is put at /usr/bin/<name>. */
export function localImage({ name, version, program, entrypoint, user }) {
  const digest = createHash('sha256')
    .update(readFileSync(program))
    .update(readFileSync(new URL('./root-files.mjs', import.meta.url)))
    .digest('hex')
    .slice(0, 12);
  const image = `citybrain-local/${name}:${version}-${digest}`;
  if (has(image)) return image;
  const root = mkdtempSync(join(tmpdir(), 'citybrain-image-'));
  try {
    putSystem(root, { certificates: name === 'node' });
    putProgram(root, program, `/usr/bin/${name}`);
    const changes = [
      'ENV PATH=/usr/bin:/bin',
      `ENTRYPOINT ${JSON.stringify(entrypoint)}`,
      ...(user ? [`USER ${user}`] : []),
    ].flatMap((change) => ['--change', change]);
    const archive = execFileSync(
      'tar',
      ['--owner=0', '--group=0', '--numeric-owner', '-C', root, '-c', '.'],
      {
        maxBuffer: 2 ** 30,
      },
    );
    execFileSync('docker', ['import', ...changes, '-', image], {
      input: archive,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return image;
}

/** Whether the engine has an image of this name. */
export function has(image) {
  try {
    execFileSync('docker', ['image', 'inspect', image], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Images of mongod and nats-server from the binaries that tests use anyway. */
export async function localServerImages() {
  const { resolveMongod, resolveNatsServer } = await import('../../dist/libs/local-servers/src/index.js');
  const env = { ...process.env, MONGODB_URI: '', NATS_URL: '' };
  const [mongod, nats] = await Promise.all([resolveMongod({ env }), resolveNatsServer({ env })]);
  return {
    CITYBRAIN_MONGO_IMAGE: localImage({
      ...{ name: 'mongod', version: mongod.version, program: mongod.path },
      entrypoint: ['/usr/bin/mongod'],
    }),
    CITYBRAIN_NATS_IMAGE: localImage({
      ...{ name: 'nats-server', version: nats.version, program: nats.path },
      entrypoint: ['/usr/bin/nats-server'],
    }),
  };
}
