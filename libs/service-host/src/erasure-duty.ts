import { randomUUID } from 'node:crypto';
import type { CloudEvent, DataErased, EventType } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import type { Erasure, PersonalData } from '#libs/personal-data';
import { AggregateStore, happened, Lease } from '#libs/store';
import type { ServiceRuntime } from './service-runtime.js';

/** Name under which a contract declares the consumer of erasure orders. */
export const ERASURES = 'erasures';

const SWEEP_MS = 2_000;

interface Order {
  readonly id: string;
  readonly subject: string;
}

/**
 * What a service with personal data owes when somebody is to be forgotten: an order removes the subject's keys at
 * once; one instance (lease) then destroys the epoch for all orders that wait, and confirms each by an event that
 * is written like any other. After a kill the sweep finds where it stood.
 */
export class ErasureDuty {
  private readonly confirmations: AggregateStore<DataErased>;
  private readonly lease: Lease;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private stopping = false;

  private constructor(
    private readonly runtime: ServiceRuntime,
    private readonly personal: PersonalData,
    private readonly confirmed: EventType<DataErased>,
  ) {
    this.lease = new Lease(runtime.store.db, 'personal-keys', randomUUID());
    this.confirmations = new AggregateStore<DataErased>(
      {
        name: 'data-erasure',
        schemaVersion: 1,
        apply: (_state, event: CloudEvent<never>) => ({ ...(event.data as DataErased) }),
        indexes: [],
      },
      runtime.store,
    );
  }

  /** Takes the duty on when the contract declares it. @throws when there are no keys to do it with */
  static of(runtime: ServiceRuntime): ErasureDuty | undefined {
    const { contract, personal } = runtime;
    if (!contract.consumers[ERASURES]) return undefined;
    const confirmed = contract.events.dataErased as EventType<DataErased> | undefined;
    if (!confirmed) throw new Error(`${contract.name} takes erasures, but declares no event dataErased`);
    if (!personal)
      throw new Error(
        `${contract.name} keeps personal data: set PERSONAL_DATA_SECRET and PERSONAL_DATA_KEYS`,
      );
    const duty = new ErasureDuty(runtime, personal, confirmed);
    runtime.onEvents(ERASURES, (event) => duty.take(event));
    return duty;
  }

  start(): void {
    this.timer = setInterval(() => this.sweep(), SWEEP_MS);
    this.sweep();
  }

  /** Lets the step under way come to its end; the next instance goes on. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.work;
  }

  private async take(event: CloudEvent): Promise<void> {
    const { id, subject } = event.data as Order;
    await this.personal.beginErasure(subject, id);
    this.sweep();
  }

  private sweep(): void {
    this.work = this.work
      .then(() => this.finish())
      .catch((error: unknown) => this.runtime.logger.warn({ err: error }, 'erasures will be tried again'));
  }

  private async finish(): Promise<void> {
    if (this.stopping) return;
    const waits = (await this.personal.hasWork()) || (await this.personal.untold()).length > 0;
    if (!waits || !(await this.lease.hold())) return;
    try {
      await this.personal.finishErasures(async () => !this.stopping && (await this.lease.hold()));
      for (const erasure of await this.personal.untold()) {
        for (const request of erasure.requests) await this.confirm(request, erasure);
        await this.personal.markTold(erasure);
      }
    } finally {
      await this.lease.release();
    }
  }

  private async confirm(request: string, { keys, epoch, doneAt }: Erasure): Promise<void> {
    const data: DataErased = {
      request,
      service: this.runtime.contract.name,
      keys,
      destroyedEpoch: epoch,
      erasedAt: (doneAt ?? new Date()).toISOString(),
    };
    const again = new Error('confirmed before');
    await this.confirmations
      .create(
        request,
        data,
        this.ownCall(request),
        () => [happened(this.confirmed, data)],
        () => again,
      )
      .catch((error: unknown) => {
        if (error !== again) throw error;
      });
  }

  /** A service's own act, caused by the order. */
  private ownCall(request: string): Call {
    const { name, operations } = this.runtime.contract;
    const operation = operations.getHealth;
    if (!operation) throw new Error(`${name} has no platform operations`);
    const traceId = randomUUID().replaceAll('-', '');
    return {
      operation,
      caller: { subject: `service:${name}`, roles: [] },
      language: 'zh',
      deadline: Date.now() + 10_000,
      requestId: request,
      correlationId: request,
      traceparent: `00-${traceId}-${traceId.slice(0, 16)}-00`,
      traceId,
    };
  }
}
