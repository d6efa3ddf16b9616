import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import type { Bench } from './bench.js';
import { type BenchCity, startBenchCity } from './bench-city.js';
import { commandBench } from './benches/command.bench.js';
import { httpBench } from './benches/http.bench.js';
import { natsHopBench } from './benches/nats-hop.bench.js';
import { queryBench } from './benches/query.bench.js';
import { relayStepsBench } from './benches/relay-steps.bench.js';
import { startBench } from './benches/start.bench.js';
import { tokenBench } from './benches/token.bench.js';
import { validationBench } from './benches/validation.bench.js';
import { type BenchResult, describeMachine, machineLine, table } from './harness.js';
import { limitsTable } from './limits.js';

/** The benches, in the order in which they run. */
const BENCHES: readonly Bench[] = [
  validationBench,
  tokenBench,
  natsHopBench,
  commandBench,
  queryBench,
  httpBench,
  relayStepsBench,
  startBench,
];

const options = await yargs(hideBin(process.argv))
  .scriptName('npm run bench --')
  .usage('$0 [names…]\n\nBenchmarks; each prints a ratio to a named peer or limit of the same run.')
  .option('rounds', { type: 'number', default: 7, describe: 'rounds of each comparison; sides take turns' })
  .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
  .option('profile', { type: 'boolean', default: false, describe: 'also say where the CPU time goes' })
  .option('list', { type: 'boolean', default: false, describe: 'list the benches' })
  .check(({ rounds }) => (rounds >= 1 && rounds <= 100) || 'rounds: between 1 and 100')
  .strictOptions()
  .parseAsync();

const names = options._.map(String);
const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No such bench: ${unknown.join(', ')}. There are: ${BENCHES.map(nameOf).join(', ')}\n`,
  );
  process.exit(2);
}
if (options.list) {
  for (const bench of BENCHES) print(`${bench.name.padEnd(14)} ${bench.summary}`);
  process.exit(0);
}

let started: Promise<BenchCity> | undefined;
const city = () => {
  started ??= startBenchCity();
  return started;
};
const results: Record<string, BenchResult> = {};
try {
  for (const bench of BENCHES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    if (!options.json) print(`\n## ${bench.name}: ${bench.summary}`);
    const result = await bench.run({ rounds: options.rounds, profile: options.profile, city });
    results[bench.name] = result;
    if (options.json) continue;
    for (const comparison of result.comparisons) print(`\n${table(comparison)}`);
    if (result.limits) print(`\n${limitsTable(bench.name, result.limits)}`);
    if (result.notes.length > 0) print(`\n${result.notes.join('\n')}`);
  }
  const machine = describeMachine(started ? (await started).versions : {});
  print(options.json ? JSON.stringify({ machine, results }, null, 2) : `\n${machineLine(machine)}`);
} finally {
  await (await started?.catch(() => undefined))?.stop();
}

function nameOf({ name }: Bench): string {
  return name;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
