/**
 * Makes the data of a past release for the upgrade test: runs that release's own code with its seeds, walks some
 * entries through every state, and packs the databases. Run once for each release, from a fresh build:
 *
 *   npm run build && node e2e/upgrade/make-fixture.mjs <release> <commit or tag>
 *
 * Writes `e2e/upgrade/data-<release>.cbk` (the databases) and `data-<release>.json.gz` (what the old release said
 * of them, and the throw-away passwords of its accounts, made for this city and used nowhere else).
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { MongoClient } from 'mongodb';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..');
const [release, commit] = process.argv.slice(2);
if (!release || !commit) throw new Error('usage: make-fixture.mjs <release> <commit or tag>');
const { dumpDatabases } = await import(join(ROOT, 'dist/apps/launcher/src/backup/dump-databases.js'));

const tree = process.env.FIXTURE_TREE || mkdtempSync(join(tmpdir(), 'citybrain-old-'));
const home = mkdtempSync(join(tmpdir(), 'citybrain-old-home-'));
const env = { ...process.env, CITYBRAIN_HOME: home, MONGODB_URI: '', NATS_URL: '' };

if (!existsSync(join(tree, 'package.json'))) {
  execFileSync('git', ['worktree', 'add', '--detach', tree, commit], { cwd: ROOT, stdio: 'inherit' });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
}
if (!existsSync(join(tree, 'dist/apps/launcher/src/main.js')))
  execFileSync('npx', ['nest', 'build'], { cwd: tree, stdio: 'inherit' });

const city = spawn(process.execPath, ['dist/apps/launcher/src/main.js', 'up', '--port', '0', '--json'], {
  cwd: tree,
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.on('exit', () => city.kill('SIGTERM'));
const ready = await new Promise((resolve, reject) => {
  city.stdout.on('data', (text) => resolve(JSON.parse(String(text).split('\n')[0])));
  city.on('exit', (code) => reject(new Error(`the old city ended with ${code}`)));
});
if (ready.error) throw new Error(ready.error.message);

const say = (line) => process.stderr.write(`${line}\n`);
say(`${release} is ready at ${ready.gatewayUrl}`);
const accounts = JSON.parse(readFileSync(join(home, 'demo-accounts.json'), 'utf8'));
const tokens = new Map();

async function request(method, path, { as, body, key, version } = {}) {
  const response = await fetch(ready.gatewayUrl + path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(as && { authorization: `Bearer ${await tokenOf(as)}` }),
      ...(key && { 'idempotency-key': key }),
      ...(version && { 'if-match': `"${version}"` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, reply: await response.json() };
}

async function must(method, path, options) {
  const { status, reply } = await request(method, path, options);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(reply)}`);
  return reply;
}

async function tokenOf(account) {
  if (!tokens.has(account)) {
    const password =
      account === OPERATOR
        ? JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')).bootstrapOperatorSecret
        : accounts.find((each) => each.account === account).password;
    const { accessToken } = await must('POST', '/identity/sign-in', { body: { account, password } });
    tokens.set(account, accessToken);
  }
  return tokens.get(account);
}

const commands = [];
/** A command with its key, kept so that the next release can be asked the same again. */
async function command(as, method, path, body, version) {
  const key = `fixture-${commands.length + 1}`;
  const reply = await must(method, path, { as, body, key, version });
  commands.push({ as, method, path, body, key, ...(version && { version }), reply });
  return reply;
}

const OPERATOR = 'operator';
const EDITOR = 'water.editor';
const APPROVER = 'water.approver';
const PUBLISHER = 'bigdata.publisher';
const PAST = {
  draft: [],
  submitted: ['submit'],
  withdrawn: ['submit', 'withdraw'],
  deptApproved: ['submit', 'withdraw', 'submit', 'approve'],
  published: ['submit', 'approve', 'publish'],
  rejected: ['submit', 'reject'],
  publishedAfterRejection: ['submit', 'reject', 'amend', 'submit', 'approve', 'publish'],
};
const WHO = { submit: EDITOR, withdraw: EDITOR, approve: APPROVER, publish: PUBLISHER, reject: APPROVER };

const list = await must('GET', '/catalog/entries?limit=100', { as: EDITOR });
const model = list.items.find(({ title }) => title === '城市供水用户信息');
const { fields } = await must('GET', `/catalog/entries/${model.id}`, { as: EDITOR });
for (const [past, steps] of Object.entries(PAST)) {
  const title = `升级测试 ${past}`;
  const first = await command(EDITOR, 'POST', '/catalog/entries', { title });
  const full = { ...fields, title, abstract: `${fields.abstract}（${past}）` };
  let { version } = await command(EDITOR, 'PUT', `/catalog/entries/${first.id}`, full, first.version);
  for (const step of steps) {
    if (step === 'amend') {
      ({ version } = await command(EDITOR, 'PUT', `/catalog/entries/${first.id}`, full, version));
      continue;
    }
    const body = step === 'reject' ? { reason: '信息项缺少更新时间' } : { comment: `${step} 同意` };
    ({ version } = await command(WHO[step], 'POST', `/catalog/entries/${first.id}/${step}`, body));
  }
}
await request('POST', '/identity/sign-in', { body: { account: APPROVER, password: 'not the password' } });

say(`${commands.length} commands`);
await settled();
const entries = [];
for (let next = ''; next !== undefined; ) {
  const page = await must('GET', `/catalog/entries?limit=100${next && `&cursor=${next}`}`, { as: EDITOR });
  for (const { id } of page.items) {
    const entry = await must('GET', `/catalog/entries/${id}`, { as: EDITOR });
    entries.push({ entry, history: await must('GET', `/catalog/entries/${id}/history`, { as: EDITOR }) });
  }
  next = page.next === undefined ? undefined : encodeURIComponent(page.next);
}
const facts = {
  about: 'Throw-away test data of a city that ran once to make this file; its passwords open nothing else.',
  release,
  commit: execFileSync('git', ['rev-parse', commit], { cwd: ROOT, encoding: 'utf8' }).trim(),
  cityId: ready.cityId,
  accounts: accounts.map(({ account, password, name, roles }) => ({ account, password, name, roles })),
  people: await pages('/identity/people', OPERATOR),
  organisations: await pages('/identity/organisations', EDITOR),
  classifications: (await must('GET', '/catalog/classifications', { as: EDITOR })).items.length,
  overview: await must('GET', '/catalog/overview', { as: EDITOR }),
  search: await Promise.all(['供水', '水质', '不动产'].map(async (q) => ({ q, ids: await found(q) }))),
  entries,
  commands,
};
say(`${entries.length} entries read`);
city.kill('SIGTERM');
await new Promise((resolve) => city.on('exit', resolve));

const { resolveMongod, startMongod } = await import(join(ROOT, 'dist/libs/local-servers/src/index.js'));
const mongod = await startMongod({
  binary: (await resolveMongod()).path,
  dataDir: join(home, 'data', 'mongo'),
});
const client = await MongoClient.connect(mongod.uri);
const file = join(HERE, `data-${release}.cbk`);
await dumpDatabases({
  client,
  cityId: ready.cityId,
  release,
  file,
  snapshot: false,
  progress: () => undefined,
});
await client.close();
await mongod.stop();
writeFileSync(join(HERE, `data-${release}.json.gz`), gzipSync(JSON.stringify(facts)));
rmSync(home, { recursive: true, force: true });
if (!process.env.FIXTURE_TREE) execFileSync('git', ['worktree', 'remove', '--force', tree], { cwd: ROOT });
process.stdout.write(`${file}: ${entries.length} entries, ${facts.people.length} people\n`);

async function pages(path, as) {
  const items = [];
  for (let cursor = ''; cursor !== undefined; ) {
    const page = await must('GET', `${path}?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, {
      as,
    });
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

async function found(q) {
  const page = await must('GET', `/catalog/entries?limit=100&q=${encodeURIComponent(q)}`, { as: EDITOR });
  return page.items.map(({ id }) => id).sort();
}

/** Every event is on the stream and counted: the overview has as many steps as the commands made. */
async function settled() {
  for (let last = -1, tries = 0; tries < 40; tries++) {
    const { steps } = await must('GET', '/catalog/overview', { as: EDITOR });
    if (steps === last) return;
    last = steps;
    await sleep(1_000);
  }
}
