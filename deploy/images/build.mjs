import { execFileSync } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localImage, localServerImages } from './local-servers.mjs';

/*
 * `npm run image`: the city's image and those of MongoDB and NATS, without an image hub: Node and the servers from this
 * machine, the packages from node_modules, and the last stage of deploy/Dockerfile as it stands there.
 */

const HELP = `npm run image [-- --tag <name>] [--json]

  --tag <name>   name of the city's image (default citybrain:local)
  --json         the names of all images as JSON
`;
const root = fileURLToPath(new URL('../..', import.meta.url));
const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const tag = args.includes('--tag') ? args[args.indexOf('--tag') + 1] : 'citybrain:local';
if (!tag) throw new Error('--tag needs a name');

const servers = await localServerImages();
const node = localImage({
  ...{ name: 'node', version: process.versions.node, program: process.execPath },
  entrypoint: ['/usr/bin/node'],
});
// Beside the project, on its file system: packages are linked, not copied.
const parent = join(root, '.citybrain');
mkdirSync(parent, { recursive: true });
const context = mkdtempSync(join(parent, 'image-'));
try {
  for (const name of ['package.json', 'seeds', 'dist'])
    cpSync(join(root, name), join(context, name), { recursive: true });
  for (const folder of productionPackages()) link(folder);
  writeFileSync(join(context, 'Dockerfile'), lastStage());
  execFileSync('docker', ['build', '--quiet', '--build-arg', `NODE_IMAGE=${node}`, '--tag', tag, context], {
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
} finally {
  rmSync(context, { recursive: true, force: true });
}
const images = { CITYBRAIN_IMAGE: tag, ...servers };
process.stdout.write(
  args.includes('--json')
    ? `${JSON.stringify(images, null, 2)}\n`
    : `${Object.entries(images)
        .map(([name, value]) => `export ${name}=${value}`)
        .join('\n')}\n`,
);

/** Folders of the packages that run in production, by npm's own account, outermost first. */
function productionPackages() {
  const list = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
  return list.split('\n').filter((path) => path.includes('/node_modules/'));
}

/** A package without those nested in it: they are in the list themselves when they are needed. */
function link(folder) {
  const nested = join(folder, 'node_modules');
  const files = execFileSync('find', [folder, '-path', nested, '-prune', '-o', '-type', 'f', '-print0'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  for (const file of files.split('\0').filter(Boolean)) {
    const to = join(context, relative(root, file));
    mkdirSync(dirname(to), { recursive: true });
    linkSync(file, to);
  }
}

function lastStage() {
  const text = readFileSync(join(root, 'deploy', 'Dockerfile'), 'utf8');
  const start = text.search(/^FROM \S+ AS city$/m);
  if (start < 0) throw new Error('deploy/Dockerfile has no stage "city"');
  const stage = text.slice(start).replaceAll('COPY --from=build /app/', 'COPY ');
  return `ARG NODE_IMAGE\n${stage}`;
}
