import { Injectable } from '@nestjs/common';
import type { Collection } from 'mongodb';
import { ServiceRuntime } from '#libs/service-host';
import type { Provider } from '../../contract/entry.dto.js';

/** What the events of the directory have told of an organisation. */
interface KnownProvider {
  _id: string;
  /** Its name, and the version of the organisation that gave it. */
  name?: string;
  nameVersion?: number;
  successor?: string;
}

const LONGEST_CHAIN = 100;

/** Names and successors of organisations, as heard from the directory: what has changed since release, no more. */
@Injectable()
export class ProviderLedger {
  private readonly known: Collection<KnownProvider>;

  constructor(runtime: ServiceRuntime) {
    this.known = runtime.database.db.collection('providers');
  }

  /** Notes a name; an older one than is known changes nothing. `version` 0 is a name heard from elsewhere. */
  async noteName(code: string, name: string, version: number): Promise<void> {
    const newer = { $lt: [{ $ifNull: ['$nameVersion', -1] }, version] };
    await this.known.updateOne(
      { _id: code },
      [
        {
          $set: {
            name: { $cond: [newer, { $literal: name }, '$name'] },
            nameVersion: { $cond: [newer, version, '$nameVersion'] },
          },
        },
      ],
      { upsert: true },
    );
  }

  async noteSuccessor(code: string, successor: string): Promise<void> {
    await this.known.updateOne({ _id: code }, { $set: { successor } }, { upsert: true });
  }

  /** Who provides now what this provider did: the last successor, under its present name. */
  async present(provider: Provider): Promise<Provider> {
    let { code, name } = provider;
    for (let hops = 0; hops < LONGEST_CHAIN; hops++) {
      const known = await this.known.findOne({ _id: code });
      name = known?.name ?? name;
      if (!known?.successor) break;
      code = known.successor;
    }
    return { code, name };
  }
}
