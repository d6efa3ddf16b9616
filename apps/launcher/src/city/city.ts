import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceContract } from '#libs/contract-kit';
import { mongodUri, natsUrl, projectRoot, resolveMongod, resolveNatsServer } from '#libs/local-servers';
import { shownAddress } from '#libs/messaging';
import { SERVICES } from '../../../services.js';
import { dropStreams, restoredMark, takeUpRestoredData } from '../backup/after-restore.js';
import { finishRestore } from '../backup/restore.js';
import type { ProcessInfo } from '../supervisor/process-spec.js';
import { Supervisor } from '../supervisor/supervisor.js';
import { type AfterReadyStep, afterReady } from './after-ready.js';
import { resolveCityId } from './city-id.js';
import { gatewayPort, serverPort } from './city-ports.js';
import { loadContracts } from './contracts.js';
import { checkExternalMongo } from './external-mongo.js';
import { type CityHome, cityHome } from './home.js';
import { takeLauncherLock } from './launcher-lock.js';
import { stopLeftovers } from './leftovers.js';
import { natsUserNames, natsUsers } from './nats-identities.js';
import { processIdentity } from './process-identity.js';
import { provision } from './provision.js';
import { type CitySecrets, ensureSecrets } from './secrets.js';
import { mongodSpec, natsSpec } from './server-specs.js';
import { type CityFacts, serviceSpec, singleSpec } from './service-specs.js';
import { recorded, removeState, writeState } from './state-file.js';

export interface CityOptions {
  /** Default: CITYBRAIN_HOME, else `.citybrain` in the project. */
  readonly home?: string;
  /** Folder with `dist` and `seeds`. Default: the project. */
  readonly root?: string;
  /** Default: processes. */
  readonly mode?: 'processes' | 'single';
  /** Default: GATEWAY_PORT, else 3000; 0 means any free port. */
  readonly port?: number;
  /** Default: every service of the list. */
  readonly services?: readonly string[];
  /** Whether the hooks that load seeds run. Default: true. */
  readonly seeds?: boolean;
  /** Default: the hooks of this build. */
  readonly afterReady?: readonly AfterReadyStep[];
  /** Default: process.env. */
  readonly env?: NodeJS.ProcessEnv;
}

/** One step of a start; `run` answers with a short result. Steps run once, in order. */
export interface Step {
  readonly title: string;
  run(report: (line: string) => void): Promise<string>;
}

/** A city on this machine: the steps that start it, and what can be asked of it. */
export class City {
  readonly home: CityHome;
  readonly root: string;
  readonly mode: 'processes' | 'single';
  readonly steps: readonly Step[];
  cityId = '';
  gatewayUrl = '';
  mongoUri = '';
  natsUrl = '';
  secrets: CitySecrets = {
    bootstrapOperatorSecret: '',
    identityKeySecret: '',
    personalDataSecret: '',
    natsSeeds: {},
  };

  private readonly env: NodeJS.ProcessEnv;
  private readonly services: readonly string[];
  private readonly supervisor = new Supervisor({ onChange: () => this.record() });
  private readonly startedAt = new Date().toISOString();
  private readonly ports: { gateway: number; mongod?: number; nats?: number } = { gateway: 0 };
  private gatewayHost = '127.0.0.1';
  private ready = false;
  private releaseLock: (() => void) | undefined;
  private stopping: Promise<void> | undefined;
  private loadedContracts: Promise<ServiceContract[]> | undefined;

  constructor(private readonly options: CityOptions = {}) {
    this.env = options.env ?? process.env;
    this.home = cityHome(options.home, this.env);
    this.root = options.root ?? projectRoot();
    this.mode = options.mode ?? 'processes';
    this.services = options.services ?? SERVICES;
    this.steps = this.plan();
  }

  /** The system on one page: everything a start does, in order. */
  private plan(): Step[] {
    const processes = this.mode === 'single' ? ['city'] : [...this.services, 'gateway'];
    const hooks = (this.options.afterReady ?? afterReady).filter(
      (hook) => hook.kind !== 'seeds' || this.options.seeds !== false,
    );
    return [
      { title: 'Home', run: () => this.prepare() },
      { title: 'MongoDB', run: (report) => this.startMongo(report) },
      { title: 'NATS', run: (report) => this.startNats(report) },
      { title: 'Streams', run: () => this.provisionStreams() },
      ...processes.map((name) => ({ title: name, run: (report: Report) => this.startProcess(name, report) })),
      ...this.afterRestore(),
      ...hooks.map((hook) => ({ title: hook.title, run: (report: Report) => this.runHook(hook, report) })),
      { title: 'City', run: () => this.finish() },
    ];
  }

  /** Only after a restore, or when one was broken off between its last two steps. */
  private afterRestore(): Step[] {
    if (
      ![this.home.restoredFile, join(this.home.restoring, 'restored.json')].some((file) => existsSync(file))
    )
      return [];
    const step = takeUpRestoredData(this.home);
    return [{ title: step.title, run: (report) => this.runHook(step, report) }];
  }

  /** The processes as they are now. */
  processes(): ProcessInfo[] {
    return this.supervisor.list();
  }

  /** Stops everything in reverse order; data stays. Safe to call again. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  /** Ends everything at once. */
  kill(): void {
    this.supervisor.kill();
    this.forget();
  }

  private async prepare(): Promise<string> {
    this.releaseLock = takeLauncherLock(this.home);
    const stopped = await stopLeftovers(this.home);
    await finishRestore(this.home);
    this.cityId = await resolveCityId(this.root, this.env);
    this.gatewayHost = this.env.GATEWAY_HOST || '127.0.0.1';
    this.ports.gateway = await gatewayPort(this.options.port, this.gatewayHost, this.env);
    // 0.0.0.0 is an address to listen on, not one to visit.
    const visited = this.gatewayHost === '0.0.0.0' ? '127.0.0.1' : this.gatewayHost;
    this.gatewayUrl = `http://${visited}:${this.ports.gateway}`;
    this.secrets = await ensureSecrets(this.home, natsUserNames(this.services));
    this.record();
    return stopped.length > 0 ? `stopped leftovers: ${stopped.join(', ')}` : this.home.path;
  }

  private async startMongo(report: Report): Promise<string> {
    const found = await resolveMongod({ env: this.env, onProgress: report });
    if (found.kind === 'external') {
      this.mongoUri = found.uri;
      await checkExternalMongo(found.uri);
      return `external (${found.source})`;
    }
    const port = await serverPort(this.home, 'mongod', this.env);
    this.ports.mongod = port;
    this.mongoUri = mongodUri(port);
    await this.supervisor.start(await mongodSpec(this.home, found.path, port));
    return `${found.version} (${found.source})`;
  }

  private async startNats(report: Report): Promise<string> {
    const found = await resolveNatsServer({ env: this.env, onProgress: report });
    if (found.kind === 'external') {
      this.natsUrl = found.url;
      return `external (${found.source})`;
    }
    const port = await serverPort(this.home, 'nats', this.env);
    this.ports.nats = port;
    this.natsUrl = natsUrl(port);
    const users = natsUsers(await this.contracts(), this.secrets.natsSeeds);
    await this.supervisor.start(await natsSpec(this.home, found.path, port, this.cityId, users));
    return `${found.version} (${found.source})`;
  }

  private async provisionStreams(): Promise<string> {
    if (await restoredMark(this.home)) await dropStreams(this.operator());
    const streams = await provision(this.operator(), await this.contracts());
    return String(streams.length);
  }

  private contracts(): Promise<ServiceContract[]> {
    this.loadedContracts ??= loadContracts(this.services);
    return this.loadedContracts;
  }

  private async startProcess(name: string, report: Report): Promise<string> {
    const facts: CityFacts = {
      root: this.root,
      home: this.home,
      cityId: this.cityId,
      gatewayHost: this.gatewayHost,
      gatewayPort: this.ports.gateway,
      mongoUri: this.mongoUri,
      natsUrl: this.natsUrl,
      secrets: this.secrets,
      env: this.env,
    };
    const spec = name === 'city' ? singleSpec(this.services, facts) : serviceSpec(name, facts);
    await this.supervisor.start({ ...spec, progress: report });
    return 'ready';
  }

  private runHook(hook: AfterReadyStep, report: Report): Promise<string> {
    return hook.run({
      root: this.root,
      home: this.home.path,
      cityId: this.cityId,
      gatewayUrl: this.gatewayUrl,
      bootstrapOperatorSecret: this.secrets.bootstrapOperatorSecret,
      demoAccountsFile: this.home.demoAccountsFile,
      nats: this.operator(),
      env: this.env,
      report,
    });
  }

  private async finish(): Promise<string> {
    this.ready = true;
    this.record();
    return this.gatewayUrl;
  }

  private operator(): { url: string; seed: string } {
    return { url: this.natsUrl, seed: this.secrets.natsSeeds.operator ?? '' };
  }

  private async stopAll(): Promise<void> {
    await this.supervisor.stop();
    this.forget();
  }

  /** A launcher that never held the lock must not remove the state of the one that does. */
  private forget(): void {
    if (!this.releaseLock) return;
    removeState(this.home);
    this.releaseLock();
    this.releaseLock = undefined;
  }

  private record(): void {
    if (!this.releaseLock) return;
    const identity = processIdentity(process.pid);
    writeState(this.home, {
      cityId: this.cityId,
      mode: this.mode,
      launcher: { pid: process.pid, identity, startedAt: this.startedAt },
      ready: this.ready,
      gatewayUrl: this.gatewayUrl,
      // An external server's URL may carry a password, which has no place in the state that `status` shows.
      natsUrl: shownAddress(this.natsUrl),
      ports: this.ports,
      processes: recorded(this.supervisor.list()),
    });
  }
}

type Report = (line: string) => void;
