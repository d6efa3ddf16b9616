import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { KeptArtifact, OidcStore } from './oidc.store.js';

/** Finds the client of an id; undefined when there is none or it is disabled. */
export type FindClient = (id: string) => Promise<AdapterPayload | undefined>;

/** Thrown when a code or refresh token is used by two requests at once: only one may have it. */
export type AlreadyUsed = () => Error;

/** The provider's storage over MongoDB. Clients are not stored here: they are the systems of the directory. */
export function mongoAdapter(store: OidcStore, findClient: FindClient, alreadyUsed: AlreadyUsed) {
  return (model: string): Adapter => {
    const key = (id: string) => `${model}:${id}`;
    const { artifacts } = store;
    return {
      async upsert(id, payload, expiresIn) {
        const { grantId, uid, sessionUid, accountId } = payload;
        const kept: Omit<KeptArtifact, '_id'> = {
          payload,
          ...(expiresIn && { expiresAt: new Date(Date.now() + expiresIn * 1_000) }),
          ...(grantId && { grantId }),
          ...(model === 'Session' && uid && { uid }),
          ...(sessionUid && { sessionUid }),
          ...(accountId && { accountId }),
        };
        await artifacts.replaceOne({ _id: key(id) }, kept, { upsert: true });
      },
      async find(id) {
        if (model === 'Client') return findClient(id);
        return payloadOf(await artifacts.findOne({ _id: key(id) }));
      },
      async findByUid(uid) {
        return payloadOf(await artifacts.findOne({ uid }));
      },
      async findByUserCode() {
        return undefined; // there is no device flow
      },
      async consume(id) {
        const consumedAt = new Date();
        const { modifiedCount } = await artifacts.updateOne(
          { _id: key(id), consumedAt: { $exists: false } },
          { $set: { consumedAt, 'payload.consumed': Math.floor(consumedAt.getTime() / 1_000) } },
        );
        if (modifiedCount !== 1) throw alreadyUsed();
      },
      async destroy(id) {
        await artifacts.deleteOne({ _id: key(id) });
      },
      async revokeByGrantId(grantId) {
        await artifacts.deleteMany({ grantId });
      },
    };
  };
}

function payloadOf(kept: KeptArtifact | null): AdapterPayload | undefined {
  return kept ? (kept.payload as AdapterPayload) : undefined;
}
