import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Operation, type RequestOf, type ServiceContract, upcaster } from '#libs/contract-kit';
import {
  type Call,
  type CallOptions,
  type ContractClient,
  contractClient,
  DeadLetters,
  EventConsumer,
  type NatsConnection,
  OperationClient,
  type TakeEvent,
} from '#libs/messaging';
import { FileKeyVault, PersonalData } from '#libs/personal-data';
import type { OpenDatabase, Relay } from '#libs/store';
import { ServiceStore } from '#libs/store';
import { AuditSearch } from './audit-search.js';
import { AuditTrail } from './audit-trail.js';
import type { ServiceConfiguration } from './configuration.js';
import { type TaskSource, WaitingTasks } from './waiting-tasks.js';

export type { Operation, RequestOf };

/** What a running service has: connections, store, log, clients. Injected wherever it is needed. */
export class ServiceRuntime {
  readonly startedAt = new Date();
  readonly store: ServiceStore;
  /** Keys and sealing of personal data; absent when the deployment gives no secret for it. */
  readonly personal: PersonalData | undefined;
  readonly audit: AuditTrail;
  readonly auditSearch: AuditSearch;
  readonly deadLetters: DeadLetters;
  /** What waits for people in this service. */
  readonly waitingTasks = new WaitingTasks();
  readonly consumers = new Map<string, EventConsumer>();
  private readonly takers = new Map<string, TakeEvent>();
  private readonly operations: OperationClient;
  private readonly tasks: (() => Promise<void>)[] = [];
  relay: Relay | undefined;
  /** What the process was told; for variables that only this service knows. */
  environment: NodeJS.ProcessEnv = process.env;
  draining = false;

  constructor(
    readonly contract: ServiceContract,
    readonly configuration: ServiceConfiguration,
    readonly logger: Logger,
    readonly connection: NatsConnection,
    readonly database: OpenDatabase,
    readonly now: () => Date = () => new Date(),
  ) {
    this.personal = personalDataOf(configuration, contract.name, database);
    this.store = new ServiceStore(
      database.db,
      configuration.cityId,
      now,
      this.personal,
      upcaster(Object.values(contract.events)),
    );
    this.audit = new AuditTrail(database.db);
    this.auditSearch = new AuditSearch(contract, database.db);
    this.deadLetters = new DeadLetters(connection, contract.name);
    this.operations = new OperationClient(connection);
  }

  /** Typed client of another service; with a call, its token, language and trace go along. */
  client<C extends { operations: object }>(contract: C, call?: Call): ContractClient<C> {
    return contractClient(contract, this.operations, call ? carriedOn(call) : {});
  }

  /**
   * Says what takes the events of a consumer that the contract declares. Events of an earlier form come in the
   * present one: those of this service, and of the other contracts that are given.
   */
  onEvents(consumer: string, take: TakeEvent, others: readonly Pick<ServiceContract, 'events'>[] = []): void {
    if (!this.contract.consumers[consumer])
      throw new Error(`${this.contract.name} declares no consumer "${consumer}"`);
    if (this.takers.has(consumer)) throw new Error(`consumer "${consumer}" is bound twice`);
    const upcast = upcaster([this.contract, ...others].flatMap(({ events }) => Object.values(events)));
    this.takers.set(consumer, (event, ...rest) => take(upcast(event), ...rest));
  }

  /** Says where tasks of people come from; a service may have several sources. */
  tasksFrom(source: TaskSource): void {
    this.waitingTasks.add(source);
  }

  /** Adds work to be done once at start, before requests are taken: indexes, first data. */
  beforeServing(task: () => Promise<void>): void {
    this.tasks.push(task);
  }

  /** Indexes and start tasks. */
  async prepare(): Promise<void> {
    await this.audit.prepare();
    await this.store.prepare();
    await this.auditSearch.prepare();
    for (const task of this.tasks) await task();
  }

  /** Starts every consumer that the contract declares. @throws when one has nothing that takes its events */
  async startConsumers(subjectsOf: (consumer: string) => readonly string[]): Promise<void> {
    for (const name of Object.keys(this.contract.consumers)) {
      const consumer = new EventConsumer({
        connection: this.connection,
        contract: this.contract,
        name,
        subjects: subjectsOf(name),
        take: this.takerOf(name),
        deadLetters: this.deadLetters,
        failed: (event, error, next) =>
          this.logger[next === 'again' ? 'debug' : 'error'](
            { consumer: name, event: event?.id, type: event?.type, next, err: error },
            'an event was not taken',
          ),
      });
      await consumer.start();
      this.consumers.set(name, consumer);
    }
  }

  /** What takes the events of a consumer. */
  takerOf(consumer: string): TakeEvent {
    const take = this.takers.get(consumer);
    if (!take) throw new Error(`${this.contract.name}: nothing takes the events of consumer "${consumer}"`);
    return take;
  }
}

function personalDataOf(
  { cityId, personalData }: ServiceConfiguration,
  service: string,
  { db }: OpenDatabase,
): PersonalData | undefined {
  if (!personalData) return undefined;
  const folder = join(personalData.keysFolder, `${cityId}_${service}`);
  return new PersonalData(db, new FileKeyVault(folder, personalData.secret));
}

function carriedOn(call: Call): CallOptions {
  return {
    language: call.language,
    traceparent: call.traceparent,
    correlationId: call.correlationId,
    timeoutMs: Math.max(1, call.deadline - Date.now()),
    ...(call.token && { token: call.token }),
  };
}
