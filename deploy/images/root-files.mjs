import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a program looks names up with at run time, which `ldd` therefore does not list. */
const LOADED_LATER = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2'];

/**
 * Puts a program of this machine, the libraries it needs, and the few files that the C library reads into a folder that
 * becomes the root of an image.
 */
export function putProgram(root, from, to) {
  copy(from, join(root, to));
  chmodExecutable(join(root, to));
  for (const library of libraries(from)) copy(realpathSync(library), join(root, library));
}

/** Users, name look-up, and a /tmp: the least that a program expects of a system. */
export function putSystem(root, { user = 'citybrain', id = 10_001, certificates = false } = {}) {
  for (const folder of ['etc', 'tmp', 'data/db', 'home']) mkdirSync(join(root, folder), { recursive: true });
  execFileSync('chmod', ['1777', join(root, 'tmp'), join(root, 'data'), join(root, 'data/db')]);
  const people = ['root:x:0:0:root:/:/sbin/nologin', `${user}:x:${id}:${id}::/home:/sbin/nologin`];
  writeFileSync(join(root, 'etc/passwd'), `${people.join('\n')}\n`);
  writeFileSync(join(root, 'etc/group'), `root:x:0:\n${user}:x:${id}:\n`);
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\npasswd: files\n');
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  if (certificates && existsSync(bundle)) copy(bundle, join(root, bundle));
}

function libraries(program) {
  let listed;
  try {
    listed = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return []; // linked statically, as Go programs are
  }
  const needed = [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path]) => path);
  const folder = dirname(
    needed.find((path) => path.includes('/libc.so.')) ?? '/lib/x86_64-linux-gnu/libc.so.6',
  );
  const later = LOADED_LATER.map((name) => join(folder, name)).filter(existsSync);
  return [...new Set([...needed, ...later])];
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function chmodExecutable(path) {
  execFileSync('chmod', ['755', path]);
}
