import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { type ConformanceSuite, runSuite, type ScenarioResult, type Target } from '#libs/conformance';
import { connectNats, OperationClient } from '#libs/messaging';
import { TokenSigner } from '#libs/testing';
import { conformance as dataCatalog } from '../../apps/data-catalog/test/conformance.js';
import { conformance as identity } from '../../apps/identity/test/conformance.js';
import { fileText, HELP, readSettings, type Settings, Unusable } from './settings.js';

const SUITES: readonly ConformanceSuite[] = [identity, dataCatalog];

async function main(args: readonly string[]): Promise<number> {
  const settings = readSettings(args);
  if (settings.help) return say(HELP);
  if (settings['make-issuer']) return makeIssuer(settings['make-issuer'], settings.issuer);
  const suites = chosen(settings.service);
  if (settings.list) return list(suites, settings);
  const results = await judged(suites, settings);
  const failed = results.filter(({ passed }) => !passed).length;
  const counts = { passed: results.length - failed, failed };
  if (settings.json) say(`${JSON.stringify({ nats: settings.nats, ...counts, results }, null, 2)}\n`);
  else say(`\n${counts.passed} passed, ${counts.failed} failed\n`);
  if (results.length === 0) throw new Unusable('--only: no scenario matches');
  return failed === 0 ? 0 : 1;
}

async function judged(suites: readonly ConformanceSuite[], settings: Settings): Promise<ScenarioResult[]> {
  if (!settings.nats) throw new Unusable('--nats is missing');
  if (!settings['issuer-keys']) throw new Unusable('--issuer-keys is missing; make them with --make-issuer');
  const key = JSON.parse(fileText(join(settings['issuer-keys'], 'private.jwk'))) as JWK;
  const signer = await TokenSigner.make(settings.issuer, key);
  const connection = await connectNats({
    url: settings.nats,
    user: settings.user,
    ...(settings.seed && { seed: settings.seed }),
    patienceMs: 5_000,
  }).catch((error: Error) => {
    throw new Unusable(error.message);
  });
  const target: Target = {
    connection,
    client: new OperationClient(connection),
    token: (principal, expiresIn) => signer.token(principal, settings.city, expiresIn),
  };
  try {
    const results: ScenarioResult[] = [];
    for (const suite of suites) {
      await answers(target, suite.service);
      results.push(...(await runSuite(suite, target, { ...shown(settings), limitMs: settings.limitMs })));
    }
    return results;
  } finally {
    await connection.close();
  }
}

/** Nobody there is not a failure of five hundred scenarios. */
async function answers({ connection }: Target, service: string): Promise<void> {
  await connection.request(`$SRV.PING.${service}`, '', { timeout: 5_000 }).catch((error: Error) => {
    throw new Unusable(`no ${service} answers: ${error.message}`);
  });
}

function shown({ json, only }: Settings) {
  let group = '';
  return {
    ...(only && { only }),
    onResult: (result: ScenarioResult) => {
      if (json) return;
      const title = `${result.service}: ${result.group}`;
      if (title !== group) say(`\n${title}\n`);
      group = title;
      say(`  ${result.passed ? 'pass' : 'FAIL'}  ${result.name} (${result.milliseconds} ms)\n`);
      if (result.failure) say(`        ${result.failure.replaceAll('\n', '\n        ')}\n`);
    },
  };
}

function chosen(names: readonly string[]): ConformanceSuite[] {
  if (names.length === 0) throw new Unusable('--service is missing');
  return names.map((name) => {
    const suite = SUITES.find(({ service }) => service === name);
    if (!suite)
      throw new Unusable(`--service: no suite for ${name}; ${SUITES.map((each) => each.service).join(', ')}`);
    return suite;
  });
}

function list(suites: readonly ConformanceSuite[], { json, only }: Settings): number {
  const names = suites
    .flatMap(({ service, groups }) =>
      groups.flatMap(({ title, scenarios }) => scenarios.map(({ name }) => `${service}: ${title}: ${name}`)),
    )
    .filter((name) => !only || only.test(name));
  return say(json ? `${JSON.stringify(names, null, 2)}\n` : `${names.join('\n')}\n`);
}

async function makeIssuer(folder: string, issuer: string): Promise<number> {
  const signer = await TokenSigner.make(issuer);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'private.jwk'), JSON.stringify(signer.privateJwk), { mode: 0o600, flag: 'wx' });
  writeFileSync(join(folder, 'jwks.json'), `${JSON.stringify(signer.keySet)}\n`);
  return say(
    `Serve ${join(folder, 'jwks.json')} over HTTP and have your service trust the issuer ${issuer}.\n`,
  );
}

function say(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  if (!(error instanceof Unusable)) process.stderr.write(`${(error as Error).stack}\n`);
  else process.stderr.write('→ npm run conformance -- --help\n');
  process.exitCode = 2;
}
