import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '#libs/local-servers';

const run = promisify(execFile);

/** A copy of the project with the given folders compiled, so that tests can start real processes without a build. */
export interface CompiledProject {
  readonly root: string;
  readonly main: string;
  remove(): Promise<void>;
}

/** Compiles folders (e.g. "libs/local-servers") into a project of its own in a temporary folder; takes about 1 s. */
export async function compiledProject(folders: readonly string[]): Promise<CompiledProject> {
  const source = projectRoot();
  const root = await mkdtemp(join(tmpdir(), 'citybrain-compiled-'));
  const swc = join(source, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const args = [swc, ...folders, '-d', join(root, 'dist'), '--config-file', '.swcrc', '-q'];
  await run(process.execPath, args, { cwd: source, env: { ...process.env, NODE_OPTIONS: '' } });
  await cp(join(source, 'package.json'), join(root, 'package.json'));
  await symlink(join(source, 'node_modules'), join(root, 'node_modules'));
  return {
    root,
    main: join(root, 'dist', 'apps', 'launcher', 'src', 'main.js'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Puts a program where the launcher looks for an app's process. */
export async function putApp(root: string, name: string, program: string): Promise<void> {
  const folder = join(root, 'dist', 'apps', name, 'src');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'main.js'), program);
}
