import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type { LifecycleCommand, ReasonedCommand } from '../../contract/change.dto.js';
import type { Entry } from '../../contract/entry.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { OnlineCommands } from './online-commands.js';

const { operations } = DataCatalog;

@Controller()
export class OnlineHandlers {
  constructor(private readonly online: OnlineCommands) {}

  @Handles(operations.requestOnline)
  requestOnline(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.online.step('requestOnline', request, call);
  }

  @Handles(operations.approveOnline)
  approveOnline(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.online.step('approveOnline', request, call);
  }

  @Handles(operations.rejectOnline)
  rejectOnline(request: ReasonedCommand, call: Call): Promise<Entry> {
    return this.online.reasoned('rejectOnline', request, call);
  }

  @Handles(operations.requestOffline)
  requestOffline(request: ReasonedCommand, call: Call): Promise<Entry> {
    return this.online.reasoned('requestOffline', request, call);
  }

  @Handles(operations.approveOffline)
  approveOffline(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.online.step('approveOffline', request, call);
  }

  @Handles(operations.rejectOffline)
  rejectOffline(request: ReasonedCommand, call: Call): Promise<Entry> {
    return this.online.reasoned('rejectOffline', request, call);
  }

  @Handles(operations.withdrawOnlineRequest)
  withdrawRequest(request: LifecycleCommand, call: Call): Promise<Entry> {
    return this.online.step('withdrawOnlineRequest', request, call);
  }

  @Handles(operations.takeOffline)
  takeOffline(request: ReasonedCommand, call: Call): Promise<Entry> {
    return this.online.reasoned('takeOffline', request, call);
  }
}
