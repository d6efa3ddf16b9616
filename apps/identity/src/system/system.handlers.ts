import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import { Identity } from '../../contract/index.js';
import type {
  ListSystems,
  RegisterSystem,
  RotateSystemSecret,
  SystemId,
  SystemPage,
  SystemView,
  SystemWithSecret,
} from '../../contract/system.dto.js';
import { Systems } from './systems.js';

const { operations } = Identity;

@Controller()
export class SystemHandlers {
  constructor(private readonly systems: Systems) {}

  @Handles(operations.registerSystem)
  register(request: RegisterSystem, call: Call): Promise<SystemWithSecret> {
    return this.systems.register(request, call);
  }

  @Handles(operations.listSystems)
  list(request: ListSystems): Promise<SystemPage> {
    return this.systems.list(request);
  }

  @Handles(operations.rotateSystemSecret)
  rotateSecret(request: RotateSystemSecret, call: Call): Promise<SystemWithSecret> {
    return this.systems.rotateSecret(request, call);
  }

  @Handles(operations.disableSystem)
  disable(request: SystemId, call: Call): Promise<SystemView> {
    return this.systems.disable(request, call);
  }

  @Handles(operations.enableSystem)
  enable(request: SystemId, call: Call): Promise<SystemView> {
    return this.systems.enable(request, call);
  }
}
