import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type {
  DecideErasure,
  ErasurePage,
  ErasureView,
  GetErasure,
  ListErasures,
  RequestErasure,
} from '../../contract/erasure.dto.js';
import { Identity } from '../../contract/index.js';
import { Erasures } from './erasures.js';

const { operations } = Identity;

@Controller()
export class ErasureHandlers {
  constructor(private readonly erasures: Erasures) {}

  @Handles(operations.requestErasure)
  request(request: RequestErasure, call: Call): Promise<ErasureView> {
    return this.erasures.request(request, call);
  }

  @Handles(operations.decideErasure)
  decide(request: DecideErasure, call: Call): Promise<ErasureView> {
    return this.erasures.decide(request, call);
  }

  @Handles(operations.getErasure)
  get({ id }: GetErasure, call: Call): Promise<ErasureView> {
    return this.erasures.get(id, call);
  }

  @Handles(operations.listErasures)
  list(request: ListErasures, call: Call): Promise<ErasurePage> {
    return this.erasures.list(request, call);
  }
}
