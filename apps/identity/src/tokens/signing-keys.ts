import { Injectable } from '@nestjs/common';
import { importJWK, type JWK } from 'jose';
import { ServiceUnavailable } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import type { KeySet, PublicKey } from '../../contract/session.dto.js';
import { IdentitySettings } from '../identity-settings.js';
import { type KeptKey, type KeyRing, KeyRingStore } from './key-ring.store.js';
import { Vault } from './sealed.js';
import { LONGEST_TOKEN_MS } from './token-lifetimes.js';

type PrivateKey = Awaited<ReturnType<typeof importJWK>>;

/** What signs now. */
export interface Signer {
  readonly kid: string;
  readonly key: PrivateKey;
}

const RACES = 5;

/**
 * The Ed25519 keys that sign tokens. Three generations are published: the current one signs, the next is known to
 * verifiers before it signs, the previous stay until the last token that they signed has ended.
 */
@Injectable()
export class SigningKeys {
  private readonly store: KeyRingStore;
  private readonly vault: Vault;
  private ring: KeyRing | undefined;
  private signing: Signer | undefined;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly settings: IdentitySettings,
  ) {
    this.vault = new Vault(settings.keySecret, 'signing-keys');
    this.store = new KeyRingStore(runtime, this.vault);
    runtime.beforeServing(() => this.reload());
  }

  /** Changes with every change of the set. */
  get mark(): string {
    return String(this.ring?.version ?? 0);
  }

  /** Calls back when the keys have changed. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The public keys, the current first. */
  keySet(): KeySet {
    return { keys: this.published().map(publicKey) };
  }

  /** The private keys in the same order, for the OpenID provider. Never leaves the process. */
  privateKeys(): JWK[] {
    return this.published().map((kept) => ({
      ...this.opened(kept),
      kid: kept.kid,
      alg: 'EdDSA',
      use: 'sig',
    }));
  }

  signer(): Signer {
    if (!this.signing) throw new Error('the signing key is not loaded');
    return this.signing;
  }

  /** Takes over what another instance has changed. */
  async follow(): Promise<void> {
    if ((await this.store.version()) !== this.ring?.version) await this.reload();
    await this.tidy();
  }

  /**
   * The next key signs from now on, a new next one is published, and the current one signs no more.
   * @throws Problem `service-unavailable` when other instances do the same again and again
   */
  async rotate(): Promise<KeySet> {
    await this.change((ring, now, fresh) => ({
      current: ring.next,
      currentSince: now,
      next: fresh,
      previous: [{ ...ring.current, retiredAt: now }, ...ring.previous],
    }));
    this.runtime.logger.info({ kid: this.signer().kid }, 'the signing key was changed');
    return this.keySet();
  }

  /** Changes a key that is old enough, and drops previous ones whose tokens have all ended. */
  private async tidy(): Promise<void> {
    const { ring } = this;
    if (!ring) return;
    const now = this.runtime.now().getTime();
    if (now - ring.currentSince.getTime() > this.settings.keyLifeMs) await this.rotate();
    const ended = ({ retiredAt }: KeptKey) => retiredAt && now - retiredAt.getTime() > LONGEST_TOKEN_MS;
    if (this.ring?.previous.some(ended)) {
      await this.change(({ current, currentSince, next, previous }) => ({
        current,
        currentSince,
        next,
        previous: previous.filter((kept) => !ended(kept)),
      }));
    }
  }

  private async change(
    decide: (ring: KeyRing, now: Date, fresh: KeptKey) => Omit<KeyRing, '_id' | 'version'>,
  ): Promise<void> {
    const now = this.runtime.now();
    const fresh = await this.store.newKey(now);
    for (let race = 0; race < RACES; race++) {
      const ring = await this.store.load(now);
      if (await this.store.replace(ring, decide(ring, now, fresh))) return this.reload();
    }
    throw ServiceUnavailable.with({ retryAfter: 1 });
  }

  private async reload(): Promise<void> {
    const ring = await this.store.load(this.runtime.now());
    this.signing = { kid: ring.current.kid, key: await importJWK(this.opened(ring.current), 'EdDSA') };
    this.ring = ring;
    for (const listener of this.listeners) listener();
  }

  private published(): KeptKey[] {
    if (!this.ring) throw new Error('the signing keys are not loaded');
    return [this.ring.current, this.ring.next, ...this.ring.previous];
  }

  private opened({ kid, sealed }: KeptKey): JWK {
    try {
      return JSON.parse(this.vault.open(sealed, kid)) as JWK;
    } catch (cause) {
      throw new Error('IDENTITY_KEY_SECRET is not the one that the signing keys were kept under', { cause });
    }
  }
}

function publicKey({ kid, x }: KeptKey): PublicKey {
  return { kid, kty: 'OKP', crv: 'Ed25519', x, use: 'sig', alg: 'EdDSA' };
}
