import { Injectable } from '@nestjs/common';
import type { CloudEvent } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateDocument, AggregateStore, type AggregateType, type Loaded } from '#libs/store';
import type { Name } from '../../contract/directory.dto.js';
import type { PersonRegistered } from '../../contract/events.dto.js';

/** What events tell of a person. */
export interface PersonState {
  readonly organisation: string;
  readonly roles: readonly string[];
}

/** What only this service knows of a person; written with the state, never in an event. */
export interface PersonalFile {
  readonly account: string;
  readonly name: Name;
  /** scrypt hash; absent when the account cannot sign in here. */
  readonly password?: string;
  /** Failed sign-ins in a row. */
  readonly failures: number;
  readonly lockedUntil?: Date;
}

export const ACCOUNT_INDEX = 'account';

const PERSON: AggregateType<PersonState> = {
  name: 'person',
  schemaVersion: 1,
  apply: (_state, event: CloudEvent<never>) => {
    const { organisation, roles } = event.data as PersonRegistered;
    return { organisation, roles };
  },
  organisationOf: ({ organisation }) => organisation,
  indexes: [
    { key: { 'personal.account': 1 }, unique: true, name: ACCOUNT_INDEX },
    { key: { 'state.organisation': 1 }, name: 'organisation' },
  ],
};

/** A person with the personal file. */
export type PersonWithFile = Loaded<PersonState> & { readonly personal: PersonalFile };

/** People with accounts. */
@Injectable()
export class PersonStore extends AggregateStore<PersonState> {
  constructor(runtime: ServiceRuntime) {
    super(PERSON, runtime.store);
  }

  async findByAccount(account: string): Promise<PersonWithFile | undefined> {
    const document = await this.documents.findOne({ 'personal.account': account });
    return document ? withFile(document) : undefined;
  }

  async findWithFile(id: string): Promise<PersonWithFile | undefined> {
    const document = await this.documents.findOne({ _id: id });
    return document ? withFile(document) : undefined;
  }

  /**
   * Counts a failed sign-in; one failure too many locks the account instead. Counted in one atomic write, so
   * that failures at the same time all count. Not an event: nobody else needs to know.
   */
  async noteFailure(id: string, most: number, lockedUntil: Date): Promise<void> {
    const failures = { $add: ['$personal.failures', 1] };
    const locks = { $gte: [failures, most] };
    await this.documents.updateOne({ _id: id }, [
      {
        $set: {
          'personal.failures': { $cond: [locks, 0, failures] },
          'personal.lockedUntil': { $cond: [locks, lockedUntil, '$personal.lockedUntil'] },
        },
      },
    ]);
  }

  /** Forgets failed sign-ins after a good one. */
  async clearFailures(id: string): Promise<void> {
    await this.documents.updateOne(
      { _id: id },
      { $set: { 'personal.failures': 0 }, $unset: { 'personal.lockedUntil': '' } },
    );
  }
}

export function withFile(document: AggregateDocument<PersonState>): PersonWithFile {
  return {
    id: document._id,
    version: document.v,
    state: document.state,
    personal: document.personal as unknown as PersonalFile,
  };
}
