import { Injectable } from '@nestjs/common';
import type { Call } from '#libs/messaging';
import type { LifecycleCommand, ReasonedCommand } from '../../contract/change.dto.js';
import type { Entry } from '../../contract/entry.dto.js';
import { decideOnlineStep, decideReasonedOnlineStep } from './decide-online.js';
import { EntryWrites } from './entry-writes.js';

/** The commands of the online machine. */
@Injectable()
export class OnlineCommands {
  constructor(private readonly writes: EntryWrites) {}

  step(
    action: Parameters<typeof decideOnlineStep>[0],
    request: LifecycleCommand,
    call: Call,
  ): Promise<Entry> {
    const { id, comment } = request;
    return this.writes.change(id, request, call, (entry) =>
      decideOnlineStep(action, id, entry, call.caller, comment),
    );
  }

  reasoned(
    action: Parameters<typeof decideReasonedOnlineStep>[0],
    request: ReasonedCommand,
    call: Call,
  ): Promise<Entry> {
    const { id, reason } = request;
    return this.writes.change(id, request, call, (entry) =>
      decideReasonedOnlineStep(action, id, entry, call.caller, reason),
    );
  }
}
