import type { ProcessInfo } from '../supervisor/process-spec.js';
import { City, type CityOptions } from './city.js';
import type { CitySecrets } from './secrets.js';

/** A city that is ready. */
export interface RunningCity {
  readonly cityId: string;
  readonly gatewayUrl: string;
  readonly mongoUri: string;
  readonly natsUrl: string;
  /** Path of the city's home. */
  readonly home: string;
  readonly secrets: CitySecrets;
  processes(): ProcessInfo[];
  /** Stops everything in reverse order; data stays. */
  stop(): Promise<void>;
}

/**
 * Starts a whole city and waits until it is ready; the build must be fresh. For tests and other programs; the CLI's
 * `up` runs the same steps with progress on the terminal.
 * @throws the first step's error, after everything started so far has been stopped
 */
export async function startCity(
  options: CityOptions & { readonly onProgress?: (line: string) => void } = {},
): Promise<RunningCity> {
  const city = new City(options);
  const report = options.onProgress ?? (() => undefined);
  try {
    for (const step of city.steps) {
      const result = await step.run(report);
      report(`${step.title}: ${result}`);
    }
  } catch (error) {
    await city.stop();
    throw error;
  }
  return {
    cityId: city.cityId,
    gatewayUrl: city.gatewayUrl,
    mongoUri: city.mongoUri,
    natsUrl: city.natsUrl,
    home: city.home.path,
    secrets: city.secrets,
    processes: () => city.processes(),
    stop: () => city.stop(),
  };
}
