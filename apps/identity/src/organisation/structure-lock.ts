import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ServiceUnavailable } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { Lease } from '#libs/store';

const PAUSE_MS = 25;

/**
 * Changes that look at several organisations (parent, successor) are made one after another in the whole city:
 * otherwise A could be merged into B while B is merged into A. They are rare, so one lease is enough.
 */
@Injectable()
export class StructureLock {
  constructor(private readonly runtime: ServiceRuntime) {}

  /**
   * Does the work while nobody else changes the structure. `sure` must be asked right before the write.
   * @throws Problem `service-unavailable` when the lease cannot be had while the caller waits
   */
  async alone<T>(call: Call, work: (sure: () => void) => Promise<T>): Promise<T> {
    const lease = new Lease(this.runtime.database.db, 'organisation-structure', randomUUID());
    while (!(await lease.hold())) {
      if (Date.now() > call.deadline) throw ServiceUnavailable.with({ retryAfter: 1 });
      await pause(PAUSE_MS);
    }
    try {
      return await work(() => {
        if (!lease.heldForSure) throw ServiceUnavailable.with({ retryAfter: 1 });
      });
    } finally {
      await lease.release();
    }
  }
}
