import { Injectable } from '@nestjs/common';
import type { Collection } from 'mongodb';
import { ServiceRuntime } from '#libs/service-host';

/** One artifact of the OpenID provider: a session, a code, a refresh token, an interaction, a grant. */
export interface KeptArtifact {
  /** `<model>:<id>`. */
  readonly _id: string;
  readonly payload: Record<string, unknown>;
  readonly expiresAt?: Date;
  readonly grantId?: string;
  /** Of a `Session`: the id that tokens carry as `sid`. */
  readonly uid?: string;
  /** The session that a code or token belongs to. */
  readonly sessionUid?: string;
  readonly accountId?: string;
  readonly consumedAt?: Date;
}

/** What the OpenID provider keeps, in one collection. Everything in it ends by itself. */
@Injectable()
export class OidcStore {
  readonly artifacts: Collection<KeptArtifact>;

  constructor(runtime: ServiceRuntime) {
    this.artifacts = runtime.database.db.collection('oidc');
    runtime.beforeServing(async () => {
      await this.artifacts.createIndexes([
        { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
        { key: { grantId: 1 }, name: 'grant', sparse: true },
        { key: { uid: 1 }, name: 'uid', sparse: true },
        { key: { sessionUid: 1 }, name: 'session', sparse: true },
        { key: { accountId: 1 }, name: 'account', sparse: true },
      ]);
    });
  }

  /** The session in which a grant was given. */
  async sessionOfGrant(clientId: string, grantId: string): Promise<string | undefined> {
    const grantOfClient = `payload.authorizations.${clientId}.grantId`;
    const session = await this.artifacts.findOne({ uid: { $exists: true }, [grantOfClient]: grantId });
    return session?.uid;
  }

  /** The session and its codes and refresh tokens are gone. */
  async forgetSession(uid: string): Promise<void> {
    await this.artifacts.deleteMany({ $or: [{ uid }, { sessionUid: uid }] });
  }

  /** All of an account is gone. */
  async forgetAccount(accountId: string): Promise<void> {
    await this.artifacts.deleteMany({ accountId });
  }

  /** All of a client is gone: of a system that was disabled. */
  async forgetClient(clientId: string): Promise<void> {
    await this.artifacts.deleteMany({ 'payload.clientId': clientId });
  }
}
