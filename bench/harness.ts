import { availableParallelism, cpus, loadavg } from 'node:os';
import type { Bounded } from './limits.js';

/** One of the things compared. Each round runs it `operations` times. */
export interface Side {
  readonly name: string;
  /** One operation; the number says which, counted over all rounds. Without `concurrency` it is not awaited. */
  run(index: number): unknown;
  /** Operations under way at once; absent for synchronous work. */
  readonly concurrency?: number;
  readonly operations: number;
  /** Things done by one operation (events of a batch, for example). Default: 1. */
  readonly units?: number;
  /** Not timed. */
  before?(): Promise<void>;
  /** Not timed: wait until nothing of this side disturbs the next. */
  after?(): Promise<void>;
}

/** A comparison: sides take turns, each round in the other order, and each is put in ratio to the peer. */
export interface Comparison {
  readonly title: string;
  /** What one unit is: "command", "event". */
  readonly unit: string;
  readonly sides: readonly Side[];
  /** Name of the side that is the peer or limit. */
  readonly peer: string;
  /** Ratios that are wished for, by side. */
  readonly targets?: Readonly<Record<string, number>>;
  /** CPU microseconds that the service process has used so far. */
  cpu?(): Promise<number>;
}

/** Median with the least and the greatest. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** How a side did. */
export interface SideResult {
  readonly name: string;
  readonly operations: number;
  readonly concurrency: number;
  readonly perSecond: Spread;
  /** Wall-clock microseconds for one unit. */
  readonly microseconds: Spread;
  /** CPU microseconds of the service process for one unit. */
  readonly serviceCpu?: Spread;
  /** Milliseconds of one operation; absent for synchronous work. */
  readonly latency?: { readonly p50: number; readonly p99: number };
  /** Throughput over the peer's, paired by round. */
  readonly ratio: Spread;
  readonly target?: number;
}

export interface ComparisonResult {
  readonly title: string;
  readonly unit: string;
  readonly peer: string;
  readonly rounds: number;
  readonly sides: readonly SideResult[];
}

/** What a bench gives back: comparisons, figures with limits, and lines of text that stand beside them. */
export interface BenchResult {
  readonly comparisons: readonly ComparisonResult[];
  readonly limits?: readonly Bounded[];
  readonly notes: readonly string[];
}

interface Round {
  readonly seconds: number;
  readonly cpu: number | undefined;
}

const WARM_UP_SHARE = 0.3;

/** Runs the rounds. Every side is warmed up first; an operation that throws ends the bench. */
export async function compare(comparison: Comparison, rounds: number): Promise<ComparisonResult> {
  const { sides, cpu } = comparison;
  const measured = new Map<string, Round[]>(sides.map((side) => [side.name, []]));
  const latencies = new Map<string, number[]>(sides.map((side) => [side.name, []]));
  const done = new Map<string, number>(sides.map((side) => [side.name, 0]));
  const turn = async (side: Side, share: number, keep: boolean) => {
    const operations = Math.max(1, Math.round(side.operations * share));
    const first = done.get(side.name) ?? 0;
    done.set(side.name, first + operations);
    await side.before?.();
    const cpuBefore = await cpu?.();
    const began = performance.now();
    const times = await runOperations(side, first, operations);
    const seconds = (performance.now() - began) / 1_000;
    const cpuAfter = await cpu?.();
    await side.after?.();
    if (!keep) return;
    const used = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
    measured.get(side.name)?.push({ seconds, cpu: used });
    for (const time of times) latencies.get(side.name)?.push(time);
  };
  for (const side of sides) await turn(side, WARM_UP_SHARE, false);
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? sides : [...sides].reverse();
    for (const side of order) await turn(side, 1, true);
  }
  const rateOf = (side: Side) =>
    (measured.get(side.name) ?? []).map(({ seconds }) => unitsOf(side) / seconds);
  const peer = sides.find(({ name }) => name === comparison.peer);
  if (!peer) throw new Error(`${comparison.title}: no side is named ${comparison.peer}`);
  const peerRates = rateOf(peer);
  return {
    title: comparison.title,
    unit: comparison.unit,
    peer: comparison.peer,
    rounds,
    sides: sides.map((side) => {
      const rates = rateOf(side);
      const used = (measured.get(side.name) ?? []).flatMap((round) => round.cpu ?? []);
      const target = comparison.targets?.[side.name];
      return {
        name: side.name,
        operations: side.operations,
        concurrency: side.concurrency ?? 1,
        perSecond: spread(rates),
        microseconds: spread(rates.map((rate) => 1e6 / rate)),
        ...(used.length > 0 && { serviceCpu: spread(used.map((time) => time / unitsOf(side))) }),
        ...(side.concurrency && { latency: percentiles(latencies.get(side.name) ?? []) }),
        ratio: spread(rates.map((rate, round) => rate / (peerRates[round] ?? Number.NaN))),
        ...(target !== undefined && { target }),
      };
    }),
  };
}

/** Runs a side's operations once, at its concurrency. Returns the milliseconds of each. */
export async function runOperations(side: Side, first: number, operations: number): Promise<number[]> {
  if (!side.concurrency) {
    for (let index = first; index < first + operations; index++) side.run(index);
    return [];
  }
  const times: number[] = [];
  let next = first;
  const lane = async () => {
    while (next < first + operations) {
      const began = performance.now();
      await side.run(next++);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: Math.min(side.concurrency, operations) }, lane));
  return times;
}

function unitsOf(side: Side): number {
  return side.operations * (side.units ?? 1);
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

function percentiles(values: readonly number[]): { p50: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** Where the figures come from. */
export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly model: string;
  readonly platform: string;
  readonly node: string;
  readonly loadAverage: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
}

export function describeMachine(versions: Readonly<Record<string, string>>): Machine {
  return {
    date: new Date().toISOString(),
    cores: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? 'unknown',
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    loadAverage: loadavg().map((load) => Math.round(load * 100) / 100),
    versions,
  };
}

export function machineLine(machine: Machine): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const load = machine.loadAverage.join(' ');
  return [
    `${machine.date} · ${machine.cores} × ${machine.model} (${machine.platform})`,
    `node ${machine.node}`,
    ...versions,
    `load average ${load}`,
  ].join(' · ');
}

const COLUMNS = ['side', 'at once', 'per second', 'min–max', 'µs each', 'CPU µs', 'p50/p99 ms', 'ratio'];

/** A comparison as a Markdown table. */
export function table(result: ComparisonResult): string {
  const rows = result.sides.map((side) => [
    side.name === result.peer ? `${side.name} (peer)` : side.name,
    String(side.concurrency),
    figure(side.perSecond.median),
    `${figure(side.perSecond.min)}–${figure(side.perSecond.max)}`,
    figure(side.microseconds.median),
    side.serviceCpu ? figure(side.serviceCpu.median) : '',
    side.latency ? `${figure(side.latency.p50)}/${figure(side.latency.p99)}` : '',
    ratioText(side),
  ]);
  const widths = COLUMNS.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [
    `${result.title} — ${result.rounds} rounds; "each" is one ${result.unit}`,
    line(COLUMNS),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

function ratioText({ ratio, target }: SideResult): string {
  const text = `${figure(ratio.median)} (${figure(ratio.min)}–${figure(ratio.max)})`;
  return target === undefined
    ? text
    : `${text}, target ≥ ${target}${ratio.median >= target ? '' : ' MISSED'}`;
}

/** A number with three significant digits, thousands in k. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 10_000) return `${Number((value / 1_000).toPrecision(3))}k`;
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
