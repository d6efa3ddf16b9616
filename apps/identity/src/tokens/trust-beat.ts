import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import type { TrustBeat as Beat } from '#libs/access';
import { TRUST_SUBJECT } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import { Revocations } from './revocations.js';
import { SigningKeys } from './signing-keys.js';

const PERIOD_MS = 1_000;

/**
 * Tells the city every second which keys and revocations hold, and at once when this instance has changed them.
 * Whoever missed a change (away, restarted, another instance made it) learns it from the next beat.
 */
@Injectable()
export class TrustBeat implements OnModuleDestroy, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly keys: SigningKeys,
    private readonly revocations: Revocations,
  ) {
    runtime.beforeServing(async () => {
      this.timer = setInterval(() => this.tell(), PERIOD_MS).unref();
    });
    keys.onChange(() => this.tell());
    revocations.onChange(() => this.tell());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.telling;
  }

  onApplicationShutdown(): Promise<void> {
    return this.onModuleDestroy();
  }

  private tell(): void {
    if (this.stopped || this.timer === undefined) return;
    if (this.telling !== undefined) {
      this.again = true;
      return;
    }
    this.telling = this.beat()
      .catch((error: unknown) => this.runtime.logger.debug({ err: error }, 'no trust beat this time'))
      .finally(() => {
        this.telling = undefined;
        if (this.again) {
          this.again = false;
          this.tell();
        }
      });
  }

  private async beat(): Promise<void> {
    await this.keys.follow();
    const { connection } = this.runtime;
    const beat: Beat = { keys: this.keys.mark, revocations: await this.revocations.mark() };
    if (!connection.isClosed()) connection.publish(TRUST_SUBJECT, JSON.stringify(beat));
  }
}
