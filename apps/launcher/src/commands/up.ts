import { City } from '../city/city.js';
import { demoAccounts } from '../city/demo-accounts.js';
import { cityHome, wipeData } from '../city/home.js';
import { stopLeftovers } from '../city/leftovers.js';
import { type CityState, runningState } from '../city/state-file.js';
import { type Output, seconds, table } from '../output.js';
import { UserError } from '../user-error.js';
import { runSteps } from './run-steps.js';

export interface UpOptions {
  readonly fresh: boolean;
  readonly mode: 'processes' | 'single';
  readonly port: number | undefined;
  readonly seeds: boolean;
}

const KILLED = 130;
/** Under npm one Ctrl-C arrives twice: from the terminal and forwarded by npm. */
const ECHO_MS = 500;

/** Starts a city and stays until it is stopped by a signal. @returns the exit code */
export async function runUp(options: UpOptions, output: Output): Promise<number> {
  if (options.port !== undefined && !(options.port >= 0 && options.port <= 65_535)) {
    throw new UserError('The port is not a number from 0 to 65535.', 'For example: --port 3001');
  }
  const home = cityHome();
  const running = await runningState(home);
  if (running) return alreadyRuns(running, options.fresh, output);
  if (options.fresh && (process.env.MONGODB_URI || process.env.NATS_URL)) {
    throw new UserError(
      '--fresh deletes only data in this home, not what is on servers given by MONGODB_URI or NATS_URL.',
      'With compose: docker compose down -v, docker compose up -d, then start without --fresh.',
    );
  }
  if (options.fresh) {
    await stopLeftovers(home);
    await wipeData(home);
  }

  const started = Date.now();
  const city = new City({ mode: options.mode, port: options.port, seeds: options.seeds });
  const ended = endBySignal(city, output);
  try {
    await runSteps(city.steps, output);
  } catch (error) {
    await city.stop();
    // A start that was broken off by the person has not failed.
    if (ended.asked) return 0;
    throw error;
  }
  await showReady(city, Date.now() - started, output);
  await ended.done;
  return 0;
}

function alreadyRuns(state: CityState, fresh: boolean, output: Output): number {
  if (fresh) {
    throw new UserError(
      `A city runs on this data (launcher pid ${state.launcher.pid}); its data is not deleted.`,
      'Stop it first: npx citybrain down',
    );
  }
  const word = state.ready ? 'runs already' : 'is starting already';
  output.line(`The city ${word}: ${state.gatewayUrl} (launcher pid ${state.launcher.pid})`);
  output.result({ state: state.ready ? 'ready' : 'starting', already: true, gatewayUrl: state.gatewayUrl });
  return 0;
}

/** The first signal stops the city, the second ends it at once. */
function endBySignal(city: City, output: Output) {
  let firstAt: number | undefined;
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const onSignal = () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      output.line('\nStopping … (once more to end at once)');
      city.stop().then(
        () => {
          output.line('Stopped; the data stays.');
          finish();
        },
        (error: unknown) => {
          output.failure(error);
          finish();
        },
      );
    } else if (Date.now() - firstAt > ECHO_MS) {
      city.kill();
      process.exit(KILLED);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return {
    done,
    get asked() {
      return firstAt !== undefined;
    },
  };
}

async function showReady(city: City, tookMs: number, output: Output): Promise<void> {
  const url = city.gatewayUrl;
  const urls = { console: `${url}/`, api: `${url}/docs`, asyncapi: `${url}/asyncapi` };
  const accounts = await demoAccounts(city.home);
  output.result({
    state: 'ready',
    cityId: city.cityId,
    mode: city.mode,
    gatewayUrl: url,
    urls,
    home: city.home.path,
    demoAccountsFile: accounts.length > 0 ? city.home.demoAccountsFile : undefined,
    startedInMs: tookMs,
    processes: city.processes(),
  });
  output.line();
  output.line(`City "${city.cityId}" is ready in ${seconds(tookMs)}.`);
  output.line();
  output.line(`  Console       ${urls.console}`);
  output.line(`  API page      ${urls.api}`);
  output.line(`  AsyncAPI page ${urls.asyncapi}`);
  if (accounts.length > 0) {
    output.line();
    output.line(`  Demo accounts (all in ${city.home.demoAccountsFile}):`);
    const rows = accounts.map(({ account, password, name, roles }) => [
      account,
      password,
      name,
      roles.join(', '),
    ]);
    for (const row of table([['Account', 'Password', 'Name', 'Roles'], ...rows])) output.line(`    ${row}`);
  }
  output.line();
  output.line('Ctrl-C stops it; the data stays. `npm start -- --fresh` begins anew.');
}
