import type { BenchCity } from './bench-city.js';
import { runOperations, type Side } from './harness.js';
import { CpuProfile, profileLines } from './profile.js';

/** Runs a side once more with the CPU of service process and client sampled; returns lines for the notes. */
export async function profiled(city: BenchCity, side: Side, first: number): Promise<string[]> {
  const client = new CpuProfile();
  await side.before?.();
  await Promise.all([city.ask('profileStart'), client.start()]);
  await runOperations(side, first, side.operations);
  const service = await city.ask('profileStop');
  const own = await client.stop();
  await side.after?.();
  return [
    ...profileLines(`profile of the service process, ${side.name}`, service),
    ...profileLines(`profile of the client process, ${side.name}`, own),
  ];
}
