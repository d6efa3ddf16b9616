import { hash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IdentitySettings } from '../identity-settings.js';
import { Vault } from '../tokens/sealed.js';
import type { SystemState } from './system.js';

/**
 * Secrets of systems: 256 bits that follow from the deployment secret, the system and the number of the secret.
 * So none is stored, not even as a digest, and a command that is repeated answers the same secret.
 */
@Injectable()
export class SystemSecrets {
  private readonly vault: Vault;

  constructor(settings: IdentitySettings) {
    this.vault = new Vault(settings.keySecret, 'system-secrets');
  }

  secretOf(id: string, number: number): string {
    return this.vault.derive(`${id} ${number}`);
  }

  /** Digests of the secrets that hold at this time, for the provider's client metadata. */
  digestsOf(id: string, { secrets }: SystemState, now: Date): string {
    return secrets
      .filter(({ until }) => until === undefined || Date.parse(until) > now.getTime())
      .map(({ number }) => digest(this.secretOf(id, number)))
      .join(' ');
  }
}

/** Whether a secret is one whose digest stands in the list. */
export function isOneOf(digests: string | undefined, secret: string): boolean {
  const tried = Buffer.from(digest(secret));
  return (digests ?? '')
    .split(' ')
    .map((kept) => Buffer.from(kept))
    .some((kept) => kept.length === tried.length && timingSafeEqual(kept, tried));
}

function digest(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
