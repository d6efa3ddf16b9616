import { type Profiler, Session } from 'node:inspector/promises';

/**
 * Where the time of a process went while it was not idle. Samples are by wall clock: where cores are short, a
 * call during which the process waits for its core (`writeBuffer`, which wakes the server) shows too large.
 * The harness's CPU column is the figure to trust; this says only what to look at.
 */
export interface ProfileSummary {
  /** Seconds of samples that were not idle. */
  readonly busySeconds: number;
  /** Share of the busy time by package or folder. */
  readonly groups: readonly { readonly name: string; readonly share: number }[];
  /** Functions with the largest self time. */
  readonly functions: readonly { readonly name: string; readonly share: number }[];
}

const SHOWN = 15;

/** Samples the CPU of this process between `start` and `stop`. */
export class CpuProfile {
  private readonly session = new Session();

  async start(): Promise<void> {
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.setSamplingInterval', { interval: 500 });
    await this.session.post('Profiler.start');
  }

  async stop(): Promise<ProfileSummary> {
    const { profile } = await this.session.post('Profiler.stop');
    this.session.disconnect();
    return summarise(profile);
  }
}

function summarise({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): ProfileSummary {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const functions = new Map<string, number>();
  const groups = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, at) => {
    const frame = byId.get(id)?.callFrame;
    const time = timeDeltas[at] ?? 0;
    // `dispatch` is the inspector at work on this very profile.
    if (!frame || frame.functionName === '(idle)' || (frame.functionName === 'dispatch' && !frame.url))
      return;
    busy += time;
    const place = placeOf(frame.url);
    const line = frame.lineNumber >= 0 ? `:${frame.lineNumber + 1}` : '';
    const name = `${frame.functionName || '(anonymous)'} ${place.file}${place.file && line}`.trim();
    functions.set(name, (functions.get(name) ?? 0) + time);
    const group = frame.functionName.startsWith('(') && !place.file ? frame.functionName : place.group;
    groups.set(group, (groups.get(group) ?? 0) + time);
  });
  const shares = (times: Map<string, number>) =>
    [...times]
      .sort(([, a], [, b]) => b - a)
      .slice(0, SHOWN)
      .map(([name, time]) => ({ name, share: time / busy }));
  return { busySeconds: busy / 1e6, groups: shares(groups), functions: shares(functions) };
}

function placeOf(url: string): { group: string; file: string } {
  if (url === '') return { group: '(native)', file: '' };
  if (url.startsWith('node:')) return { group: 'node', file: url };
  const inModules = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(url);
  if (inModules) return { group: inModules[1] ?? '', file: `${inModules[1]}/${inModules[2]}` };
  const inDist = /\/dist\/((?:libs|apps|bench)(?:\/[^/]+)?)(.*)$/.exec(url);
  return { group: inDist?.[1] ?? url, file: inDist ? `${inDist[1]}${inDist[2]}` : url };
}

/** A profile as lines of text. */
export function profileLines(title: string, profile: ProfileSummary): string[] {
  const list = (parts: ProfileSummary['groups']) =>
    parts.map(({ name, share }) => `    ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
  return [
    `${title}: ${profile.busySeconds.toFixed(2)} s not idle by the clock; self time by package`,
    ...list(profile.groups),
    '  self time by function',
    ...list(profile.functions),
  ];
}
