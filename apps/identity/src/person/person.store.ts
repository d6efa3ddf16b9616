import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateType, lookupIndex } from '#libs/store';
import type { Name } from '../../contract/directory.dto.js';
import { type AccountFile, AccountStore, NOT_ERASED, type WithFile } from '../account/account-store.js';
import { applyToPerson, type PersonState } from './person.js';

/** What only this service knows of a person: sealed, written with the state, never in an event. */
export interface PersonalFile extends AccountFile {
  readonly name: Name;
}

export const ACCOUNT_INDEX = lookupIndex('account');
const BATCH = 100;

export const PERSON: AggregateType<PersonState> = {
  name: 'person',
  schemaVersion: 2,
  apply: applyToPerson,
  organisationOf: ({ organisation }) => organisation,
  personal: { subjectOf: (id) => `person:${id}`, lookups: ['account'] },
  indexes: [
    { key: { 'state.organisation': 1 }, name: 'organisation' },
    { key: { 'state.roles': 1 }, name: 'roles' },
  ],
};

/** A person with the personal file. */
export type PersonWithFile = WithFile<PersonState, PersonalFile>;

/** People with accounts. */
@Injectable()
export class PersonStore extends AccountStore<PersonState, PersonalFile> {
  constructor(runtime: ServiceRuntime) {
    super(PERSON, runtime.store);
  }

  /** People by id, with their files; those that exist. */
  async findAllWithFile(ids: readonly string[]): Promise<PersonWithFile[]> {
    const found = await this.documents.find({ _id: { $in: [...ids] }, ...NOT_ERASED }).toArray();
    return Promise.all(found.map((document) => this.withFile(document)));
  }

  /** Ids of the people of an organisation, up to a hundred. */
  async idsIn(organisation: string): Promise<string[]> {
    const found = await this.documents
      .find({ 'state.organisation': organisation })
      .limit(BATCH)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }
}
