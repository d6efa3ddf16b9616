import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type {
  AmendChange,
  LifecycleCommand,
  OpenChange,
  ReasonedCommand,
  RequestRevocation,
} from '../../contract/change.dto.js';
import type { Entry } from '../../contract/entry.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { ChangeCommands } from './change-commands.js';

const { operations } = DataCatalog;

@Controller()
export class ChangeHandlers {
  constructor(private readonly changes: ChangeCommands) {}

  @Handles(operations.openChange)
  open(request: OpenChange, call: Call): Promise<Entry> {
    return this.changes.open(request, call);
  }

  @Handles(operations.amendChange)
  amend(request: AmendChange, call: Call): Promise<Entry> {
    return this.changes.amend(request, call);
  }

  @Handles(operations.submitChange)
  submit(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.changes.submit(request, call);
  }

  @Handles(operations.withdrawChange)
  withdraw(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.changes.step('withdrawChange', request, call);
  }

  @Handles(operations.discardChange)
  discard(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.changes.step('discardChange', request, call);
  }

  @Handles(operations.approveChange)
  approve(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.changes.step('approveChange', request, call);
  }

  @Handles(operations.publishChange)
  publish(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.changes.publish(request, call);
  }

  @Handles(operations.rejectChange)
  reject(request: ReasonedCommand, call: Call): Promise<Entry> {
    return this.changes.reject('rejectChange', request, call);
  }

  @Handles(operations.requestRevocation)
  requestRevocation(request: RequestRevocation, call: Call): Promise<Entry> {
    return this.changes.requestRevocation(request, call);
  }

  @Handles(operations.withdrawRevocation)
  withdrawRevocation(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.changes.step('withdrawRevocation', request, call);
  }

  @Handles(operations.revokeEntry)
  revoke(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.changes.revoke(request, call);
  }

  @Handles(operations.rejectRevocation)
  rejectRevocation(request: ReasonedCommand, call: Call): Promise<Entry> {
    return this.changes.reject('rejectRevocation', request, call);
  }
}
