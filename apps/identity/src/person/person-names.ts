import { Injectable } from '@nestjs/common';
import type { NamePeople, ShownPeople, ShownPerson } from '../../contract/person-admin.dto.js';
import { OrganisationStore } from '../organisation/organisation.store.js';
import { PersonStore } from './person.store.js';

const OPERATOR_SHOWN: ShownPerson = {
  subject: 'system:operator',
  name: { zh: '平台运维', en: 'Platform operator' },
};

/** Names of people who act in their office, for histories and feeds. Citizens and enterprises are not named. */
@Injectable()
export class PersonNames {
  constructor(
    private readonly people: PersonStore,
    private readonly organisations: OrganisationStore,
  ) {}

  async name({ subjects }: NamePeople): Promise<ShownPeople> {
    const ids = subjects.flatMap((subject) =>
      subject.startsWith('person:') ? [subject.slice('person:'.length)] : [],
    );
    const people = await this.people.findAllWithFile(ids);
    const names = await this.organisations.namesOf(people.map(({ state }) => state.organisation));
    const shown = people.map(({ id, state, personal }): ShownPerson => {
      const organisationName = names.get(state.organisation);
      return {
        subject: `person:${id}`,
        name: personal.name,
        organisation: state.organisation,
        ...(organisationName && { organisationName }),
      };
    });
    return { items: [...shown, ...(subjects.includes(OPERATOR_SHOWN.subject) ? [OPERATOR_SHOWN] : [])] };
  }
}
