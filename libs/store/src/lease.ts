import type { Collection, Db } from 'mongodb';
import { MongoServerError } from 'mongodb';

interface LeaseDocument {
  _id: string;
  holder: string;
  until: Date;
}

/**
 * A lease in MongoDB: at most one holder at a time, by the database's clock. Lost silently when not renewed;
 * the holder must stop working by its own clock before then (`heldFor`).
 */
export class Lease {
  private readonly leases: Collection<LeaseDocument>;
  private renewedAt = Number.NEGATIVE_INFINITY;

  constructor(
    db: Db,
    private readonly name: string,
    private readonly holder: string,
    private readonly milliseconds = 4_000,
  ) {
    this.leases = db.collection('leases');
  }

  /** Takes or renews the lease. */
  async hold(): Promise<boolean> {
    const asked = performance.now();
    const mayTake = { $or: [{ $eq: ['$holder', this.holder] }, { $lt: ['$until', '$$NOW'] }] };
    try {
      const lease = await this.leases.findOneAndUpdate(
        { _id: this.name },
        [
          { $set: { mine: mayTake } }, // a lease that is not there yet has no end: earlier than now
          {
            $set: {
              holder: { $cond: ['$mine', this.holder, '$holder'] },
              until: { $cond: ['$mine', { $add: ['$$NOW', this.milliseconds] }, '$until'] },
            },
          },
          { $unset: 'mine' },
        ],
        { upsert: true, returnDocument: 'after' },
      );
      if (lease?.holder !== this.holder) return false;
      this.renewedAt = asked;
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === 11000) return false; // somebody was first
      throw error;
    }
  }

  /** True while the lease is surely ours; three quarters of its time, counted from before it was asked for. */
  get heldForSure(): boolean {
    return performance.now() - this.renewedAt < this.milliseconds * 0.75;
  }

  /** True when it is time to renew. */
  get due(): boolean {
    return performance.now() - this.renewedAt > this.milliseconds * 0.3;
  }

  /** Gives the lease up, so that another instance need not wait. */
  async release(): Promise<void> {
    this.renewedAt = Number.NEGATIVE_INFINITY;
    await this.leases.deleteOne({ _id: this.name, holder: this.holder });
  }
}
