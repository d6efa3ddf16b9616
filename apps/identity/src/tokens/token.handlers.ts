import { Controller } from '@nestjs/common';
import { Handles } from '#libs/messaging';
import { Identity } from '../../contract/index.js';
import type { ListRevocations, RevocationPage } from '../../contract/revocation.dto.js';
import type { KeySet } from '../../contract/session.dto.js';
import { Revocations } from './revocations.js';
import { SigningKeys } from './signing-keys.js';

const { operations } = Identity;

@Controller()
export class TokenHandlers {
  constructor(
    private readonly keys: SigningKeys,
    private readonly revocations: Revocations,
  ) {}

  @Handles(operations.getKeys)
  async getKeys(): Promise<KeySet> {
    return this.keys.keySet();
  }

  @Handles(operations.rotateSigningKey)
  rotate(): Promise<KeySet> {
    return this.keys.rotate();
  }

  @Handles(operations.listRevocations)
  list(request: ListRevocations): Promise<RevocationPage> {
    return this.revocations.list(request);
  }
}
