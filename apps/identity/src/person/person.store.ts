import { Injectable } from '@nestjs/common';
import type { CloudEvent } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import {
  type AggregateDocument,
  AggregateStore,
  type AggregateType,
  type Loaded,
  lookupIndex,
} from '#libs/store';
import type { Name } from '../../contract/directory.dto.js';
import type { PersonRegistered } from '../../contract/events.dto.js';

/** What events tell of a person. */
export interface PersonState {
  readonly organisation: string;
  readonly roles: readonly string[];
}

/** What only this service knows of a person: sealed, written with the state, never in an event. */
export interface PersonalFile {
  readonly account: string;
  readonly name: Name;
  /** scrypt hash; absent when the account cannot sign in here. */
  readonly password?: string;
}

/** Failed sign-ins; not personal, and nobody else's business. */
export interface SignInTries {
  /** Failed sign-ins in a row. */
  readonly failures: number;
  readonly lockedUntil?: Date;
}

export const ACCOUNT_INDEX = lookupIndex('account');

export const PERSON: AggregateType<PersonState> = {
  name: 'person',
  schemaVersion: 2,
  apply: (_state, event: CloudEvent<never>) => {
    const { organisation, roles } = event.data as PersonRegistered;
    return { organisation, roles };
  },
  organisationOf: ({ organisation }) => organisation,
  personal: { subjectOf: (id) => `person:${id}`, lookups: ['account'] },
  indexes: [{ key: { 'state.organisation': 1 }, name: 'organisation' }],
};

/** Erased people stay as bare numbers in the history, and are nobody here. */
export const NOT_ERASED = { 'personal.epochs': { $ne: [] } };

const NO_TRIES: SignInTries = { failures: 0 };

/** A person with the personal file. */
export type PersonWithFile = Loaded<PersonState> & {
  readonly personal: PersonalFile;
  readonly tries: SignInTries;
};

/** People with accounts. */
@Injectable()
export class PersonStore extends AggregateStore<PersonState, PersonalFile> {
  constructor(runtime: ServiceRuntime) {
    super(PERSON, runtime.store);
  }

  async findByAccount(account: string): Promise<PersonWithFile | undefined> {
    const document = await this.findByPersonal('account', account);
    return document && this.withFile(document);
  }

  async findWithFile(id: string): Promise<PersonWithFile | undefined> {
    const document = await this.documents.findOne({ _id: id, ...NOT_ERASED });
    return document ? this.withFile(await this.present(document)) : undefined;
  }

  async withFile(document: AggregateDocument<PersonState>): Promise<PersonWithFile> {
    const personal = await this.personalOf(document);
    if (!personal) throw new Error(`person ${document._id} has no personal file`);
    return {
      id: document._id,
      version: document.v,
      state: document.state,
      personal,
      tries: (document.aside ?? NO_TRIES) as SignInTries,
    };
  }

  /**
   * Counts a failed sign-in; one failure too many locks the account instead. Counted in one atomic write, so
   * that failures at the same time all count. Not an event: nobody else needs to know.
   */
  async noteFailure(id: string, most: number, lockedUntil: Date): Promise<void> {
    const failures = { $add: [{ $ifNull: ['$aside.failures', 0] }, 1] };
    const locks = { $gte: [failures, most] };
    await this.documents.updateOne({ _id: id }, [
      {
        $set: {
          'aside.failures': { $cond: [locks, 0, failures] },
          'aside.lockedUntil': { $cond: [locks, lockedUntil, '$aside.lockedUntil'] },
        },
      },
    ]);
  }

  /** Forgets failed sign-ins after a good one. */
  async clearFailures(id: string): Promise<void> {
    await this.documents.updateOne(
      { _id: id },
      { $set: { 'aside.failures': 0 }, $unset: { 'aside.lockedUntil': '' } },
    );
  }
}
