import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';

/*
 * `npm run pack`: what a department's system installs, as tarballs in dist/pack. The JavaScript is that of the build,
 * which the city itself runs; the declarations are made beside it.
 */

const HELP = `npm run pack [-- --out <folder>]

  --out <folder>   where the tarballs go (default dist/pack)
`;
const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const root = fileURLToPath(new URL('..', import.meta.url));
const named = args.includes('--out') ? args[args.indexOf('--out') + 1] : 'dist/pack';
if (!named) throw new Error('--out needs a folder');
const out = resolve(root, named);
/** Libraries that the contracts and the client are made of. */
const LIBRARIES = ['contract-kit', 'messaging', 'access'];

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const staging = mkdtempSync(join(tmpdir(), 'citybrain-pack-'));
try {
  const services = readdirSync(join(root, 'dist', 'apps'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => isFolder(join(root, 'dist', 'apps', name, 'contract')));
  const parts = [
    ...services.map((name) => join('apps', name, 'contract')),
    ...LIBRARIES.map((name) => join('libs', name, 'src')),
  ];
  for (const part of parts)
    cpSync(join(root, 'dist', part), join(staging, part), {
      recursive: true,
      filter: (path) => !path.endsWith('.map'),
    });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'pack', 'tsconfig.json'), '--outDir', staging], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  cpSync(join(root, 'LICENSE'), join(staging, 'LICENSE'));
  cpSync(join(root, 'pack', 'SDK.md'), join(staging, 'README.md'));
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(sdkManifest(parts), null, 2)}\n`);
  mkdirSync(out, { recursive: true });
  for (const old of readdirSync(out)) if (old.endsWith('.tgz')) rmSync(join(out, old));
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', out], {
    cwd: staging,
    encoding: 'utf8',
  });
  process.stdout.write(`${relative(process.cwd(), join(out, packed.trim()))}\n`);
} finally {
  rmSync(staging, { recursive: true, force: true });
}

function sdkManifest(parts) {
  const both = (path) => ({ types: `./${path}.d.ts`, default: `./${path}.js` });
  const foreign = new Set(parts.flatMap((part) => foreignImports(join(staging, part))));
  const dependencies = [...foreign].sort().map((name) => {
    const version = manifest.dependencies[name];
    if (!version)
      throw new Error(`${name} is imported by what is packed, but is no dependency of the project`);
    return [name, version];
  });
  return {
    name: 'citybrain-sdk',
    version: manifest.version,
    description: 'Contracts and typed NATS client of a citybrain city',
    license: manifest.license,
    type: 'module',
    engines: manifest.engines,
    imports: { '#libs/*': both('libs/*/src/index'), '#contracts/*': both('apps/*/contract/index') },
    exports: {
      './contracts/*': both('apps/*/contract/index'),
      './contract-kit': both('libs/contract-kit/src/index'),
      './messaging': both('libs/messaging/src/index'),
    },
    dependencies: Object.fromEntries(dependencies),
  };
}

/** Names of the packages that the files of a folder import, in code or in declarations. */
function foreignImports(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.(js|d\.ts)$/.test(name))
    .flatMap((name) => typescript.preProcessFile(readFileSync(join(folder, name), 'utf8')).importedFiles)
    .map(({ fileName }) => fileName)
    .filter((name) => !/^[.#]|^node:/.test(name) && !builtinModules.includes(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

function isFolder(path) {
  try {
    return readdirSync(path).length > 0;
  } catch {
    return false;
  }
}
