import type { BenchCity } from './bench-city.js';
import { runOperations, type Side } from './harness.js';
import { CpuProfile, profileLines } from './profile.js';

/**
 * Runs a side once more with the CPU of the service process, of the client and, where given, of the edge
 * sampled; returns lines for the notes.
 */
export async function profiled(
  city: BenchCity,
  side: Side,
  first: number,
  edge?: Pick<BenchCity, 'ask'>,
): Promise<string[]> {
  const client = new CpuProfile();
  await side.before?.();
  await Promise.all([city.ask('profileStart'), edge?.ask('profileStart'), client.start()]);
  await runOperations(side, first, side.operations);
  const service = await city.ask('profileStop');
  const atEdge = await edge?.ask('profileStop');
  const own = await client.stop();
  await side.after?.();
  return [
    ...profileLines(`profile of the service process, ${side.name}`, service),
    ...(atEdge ? profileLines(`profile of the gateway process, ${side.name}`, atEdge) : []),
    ...profileLines(`profile of the client process, ${side.name}`, own),
  ];
}
