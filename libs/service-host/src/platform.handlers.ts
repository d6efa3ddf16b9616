import { Controller, type Type } from '@nestjs/common';
import {
  type AuditPage,
  type DeadLetterPage,
  type DefinedService,
  type DenialPage,
  type Health,
  InvalidRequest,
  type ListDeadLetters,
  type ListDenials,
  type ListTasks,
  NotFound,
  type ReplayDeadLetter,
  type ReplayResult,
  type RepublishEvents,
  type RepublishReport,
  type SearchAudit,
  type ServiceContract,
  type ServiceFigures,
  type TaskPage,
} from '#libs/contract-kit';
import { type Call, EventPublisher, Handles, recordTake, startEventSpan, tracerOf } from '#libs/messaging';
import { figuresOf } from './figures.js';
import { healthOf } from './health.js';
import type { ServiceRuntime } from './service-runtime.js';

/** Handlers of the platform operations, the same for every service. Made per contract: subjects differ. */
export function platformHandlers(contract: ServiceContract, runtime: ServiceRuntime): Type<object> {
  const { operations } = contract as unknown as DefinedService<Record<string, never>, Record<string, never>>;

  @Controller()
  class PlatformHandlers {
    @Handles(operations.getHealth)
    getHealth(): Promise<Health> {
      return healthOf(runtime);
    }

    @Handles(operations.listTasks)
    listTasks(request: ListTasks, call: Call): Promise<TaskPage> {
      return runtime.waitingTasks.list(request, call.caller);
    }

    @Handles(operations.listDenials)
    async listDenials(request: ListDenials, call: Call): Promise<DenialPage> {
      await runtime.auditSearch.recordReading(request, call);
      return runtime.audit.list(request);
    }

    @Handles(operations.searchAudit)
    searchAudit(request: SearchAudit, call: Call): Promise<AuditPage> {
      return runtime.auditSearch.search(request, call);
    }

    @Handles(operations.getFigures)
    getFigures(): Promise<ServiceFigures> {
      return figuresOf(runtime);
    }

    @Handles(operations.listDeadLetters)
    listDeadLetters({ from = 1, limit = 20 }: ListDeadLetters): Promise<DeadLetterPage> {
      return runtime.deadLetters.list(from, limit);
    }

    @Handles(operations.replayDeadLetter)
    async replayDeadLetter({ sequence }: ReplayDeadLetter): Promise<ReplayResult> {
      const letter = await runtime.deadLetters.get(sequence);
      if (!letter) throw NotFound.with();
      const { event, consumer } = letter;
      const tracer = tracerOf(runtime.connection);
      const span = startEventSpan(tracer, event);
      const taken = { consumer, attempt: letter.deliveries + 1 };
      try {
        await runtime.takerOf(consumer)(event, span);
        recordTake(tracer, span, event, { ...taken, outcome: 'ok' });
      } catch (error) {
        recordTake(tracer, span, event, { ...taken, outcome: 'deadLetter', error });
        return {
          outcome: 'failedAgain',
          error: error instanceof Error ? error.message.slice(0, 2_000) : 'unknown',
        };
      }
      await runtime.deadLetters.remove(sequence);
      return { outcome: 'applied' };
    }

    @Handles(operations.republishEvents)
    async republishEvents({ range }: RepublishEvents): Promise<RepublishReport> {
      if (range.from >= range.to) throw InvalidRequest.with({ errors: [EMPTY_RANGE] });
      const publisher = new EventPublisher(runtime.connection);
      let published = 0;
      const events = runtime.store.events
        .find({ time: { $gte: range.from, $lt: range.to } })
        .sort({ time: 1, _id: 1 })
        .project<import('#libs/contract-kit').CloudEvent>({ _id: 0 });
      for await (const event of events) {
        await publisher.publish(runtime.store.upcast(event), { once: false });
        published++;
      }
      return { published };
    }
  }
  return PlatformHandlers;
}

const EMPTY_RANGE = {
  path: '/range/to',
  rule: 'order',
  message: { zh: '止必须晚于起', en: '`to` must be later than `from`' },
  remedy: { zh: '调整时间范围', en: 'Correct the range' },
};
