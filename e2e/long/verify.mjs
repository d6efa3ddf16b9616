import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/*
 * `npm run verify:long`: what takes too long for every change. Builds, runs the long tests (e2e/long/*.long.ts) and
 * the benches, and writes docs/verification/report.md; commit it with the release. Ends with 1 when anything failed or
 * a bench missed its target.
 */

const HELP = `npm run verify:long -- [options]

  --crash-runs <n>     runs of the crash test with random victims (default 10)
  --seed <n>           seed of the random victims (default: another each time)
  --soak-minutes <n>   minutes of steady load (default 10)
  --rounds <n>         rounds of each bench (default 7)
  --only <pattern>     only long tests whose path matches, no benches
  --help`;

const { values } = parseArgs({
  options: {
    'crash-runs': { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    'soak-minutes': { type: 'string', default: '10' },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
process.chdir(root);
const folder = '.citybrain/verification';
const testsFile = `${folder}/tests.json`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/** Runs a program; its output goes to the terminal, or is returned. */
function run(command, args, { env = {}, keep = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', keep ? 'pipe' : 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.once('exit', (code) => resolve({ code: code ?? 1, output }));
  });
}

const began = Date.now();
const build = await run('node', ['apps/launcher/bootstrap.mjs', 'build']);
if (build.code !== 0) process.exit(1);
const tests = await run(
  'npm',
  [
    'run',
    '--silent',
    'jest',
    '--',
    '--runInBand',
    '--json',
    `--outputFile=${testsFile}`,
    ...(values.only ? [values.only] : []),
  ],
  {
    env: {
      VERIFY_LONG: '1',
      VERIFY_SEED: values.seed,
      VERIFY_CRASH_RUNS: values['crash-runs'],
      VERIFY_SOAK_MINUTES: values['soak-minutes'],
    },
  },
);
if (values.only) process.exit(tests.code);
const bench = await run('npm', ['run', '--silent', 'bench', '--', '--json', '--rounds', values.rounds], {
  keep: true,
});
const { output: commit } = await run('git', ['rev-parse', 'HEAD'], { keep: true });
const { output: changed } = await run('git', ['status', '--porcelain'], { keep: true });
const missed = report(
  JSON.parse(readFileSync(testsFile, 'utf8')),
  bench.code === 0 ? JSON.parse(bench.output) : undefined,
);
process.exitCode = tests.code || bench.code || (missed > 0 ? 1 : 0);

/** Writes the report; returns how many targets were missed. */
function report(results, benches) {
  const lines = [
    '# Latest long verification',
    '',
    'Written by `npm run verify:long`; do not edit.',
    '',
    `- Date: ${new Date(began).toISOString()}, took ${Math.round((Date.now() - began) / 60_000)} minutes`,
    `- Commit: ${commit.trim()}${changed.trim() ? ' with local changes' : ''}`,
    `- Machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, node ${process.version}`,
    ...(benches
      ? Object.entries(benches.machine.versions).map(([name, version]) => `- ${name} ${version}`)
      : []),
    `- Settings: ${values['crash-runs']} crash runs with seed ${values.seed}, ${values['soak-minutes']} minutes of soak, ${values.rounds} bench rounds`,
    '',
    '## Tests',
    '',
    '| Test | Result | Seconds |',
    '|---|---|---|',
    ...results.testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(
        ({ fullName, status, duration }) =>
          `| ${fullName} | ${status} | ${Math.round((duration ?? 0) / 1_000)} |`,
      ),
    ),
    '',
    '## Benches',
    '',
  ];
  let missed = 0;
  if (!benches) lines.push('The benches failed to run.');
  else {
    lines.push('| Bench | Side | Median | Ratio (least–greatest) | Target |', '|---|---|---|---|---|');
    for (const [name, { comparisons, limits = [] }] of Object.entries(benches.results)) {
      for (const { title, unit, sides } of comparisons) {
        for (const { name: side, perSecond, ratio, target } of sides) {
          const met = target === undefined || ratio.median >= target;
          if (!met) missed++;
          lines.push(
            `| ${name}: ${title} | ${side} | ${round(perSecond.median)} ${unit}s/s | ${round(ratio.median)} (${round(ratio.min)}–${round(ratio.max)}) | ${target === undefined ? '' : `≥ ${target}${met ? '' : ' **missed**'}`} |`,
          );
        }
      }
      for (const { what, unit, measured, atMost } of limits) {
        const met = atMost === undefined || measured.median <= atMost;
        if (!met) missed++;
        lines.push(
          `| ${name} | ${what} | ${round(measured.median)} ${unit} | (${round(measured.min)}–${round(measured.max)}) | ${atMost === undefined ? '' : `≤ ${atMost}${met ? '' : ' **missed**'}`} |`,
        );
      }
    }
  }
  mkdirSync('docs/verification', { recursive: true });
  writeFileSync('docs/verification/report.md', `${lines.join('\n')}\n`);
  process.stdout.write('Wrote docs/verification/report.md\n');
  return missed;
}

function round(value) {
  return Number(value.toPrecision(3));
}
