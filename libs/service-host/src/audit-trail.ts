import type { Collection, Db } from 'mongodb';
import { ObjectId } from 'mongodb';
import {
  DEFAULT_PAGE,
  type Denial,
  type DenialPage,
  decodeCursor,
  encodeCursor,
  invalidCursor,
  type ListDenials,
  type Problem,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';

type KeptDenial = Omit<Denial, 'at'> & { _id: ObjectId; at: Date };

/** How long refusals and readings are kept. */
export const KEPT_SECONDS = 180 * 86_400;

/** Requests that were refused for want of a right. Kept for 180 days (《网络安全法》 art. 23 asks for six months of logs). */
export class AuditTrail {
  private readonly denials: Collection<KeptDenial>;

  constructor(db: Db) {
    this.denials = db.collection('denials');
  }

  async prepare(): Promise<void> {
    await this.denials.createIndex({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS, name: 'expiry' });
  }

  /** Keeps a refusal: who, what, which object, why; never the body. */
  async denied(problem: Problem, call: Call, request: unknown): Promise<void> {
    const object = objectOf(request);
    await this.denials.insertOne({
      _id: new ObjectId(),
      at: new Date(),
      operation: `${call.operation.service}.${call.operation.name}`,
      actor: call.caller.subject,
      ...(call.caller.onBehalfOf && { onBehalfOf: call.caller.onBehalfOf }),
      ...(call.caller.organisation && { organisation: call.caller.organisation }),
      ...(object && { object }),
      code: problem.problem.code,
      traceId: call.traceId,
    });
  }

  async list({ limit = DEFAULT_PAGE, cursor }: ListDenials): Promise<DenialPage> {
    const rows = await this.denials
      .find(cursor ? { _id: { $lt: lastOf(cursor) } } : {})
      .sort({ _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ _id, at, ...denial }) => ({ ...denial, at: at.toISOString() })),
      ...(rows.length > limit && last && { next: encodeCursor([last._id.toHexString()]) }),
    };
  }
}

/** @throws Problem `invalid-request` */
function lastOf(cursor: string): ObjectId {
  const [id] = decodeCursor(cursor) ?? [];
  if (typeof id !== 'string' || !ObjectId.isValid(id)) throw invalidCursor();
  return new ObjectId(id);
}

function objectOf(request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null) return undefined;
  const { id, code } = request as { id?: unknown; code?: unknown };
  const named = id ?? code;
  return typeof named === 'string' ? named.slice(0, 200) : undefined;
}
