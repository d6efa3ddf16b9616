import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, invalidCursor } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { type AggregateDocument, happened, type Loaded, literalPattern } from '#libs/store';
import type {
  GetOrganisation,
  ListOrganisations,
  Organisation,
  OrganisationPage,
  OrganisationView,
  RegisterOrganisation,
} from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import { AlreadyRegistered, BadOrganisationCode } from '../../contract/problems.js';
import { OrganisationStore } from './organisation.store.js';
import { isOrganisationCode } from './organisation-code.js';

/** The directory of organisations. */
@Injectable()
export class Organisations {
  constructor(private readonly store: OrganisationStore) {}

  async register(request: RegisterOrganisation, call: Call): Promise<OrganisationView> {
    if (!isOrganisationCode(request.code)) throw BadOrganisationCode.with();
    const registered = happened(Identity.events.organisationRegistered, { ...request });
    return view(
      await this.store.create(
        request.code,
        request,
        call,
        () => [registered],
        () => AlreadyRegistered.with(),
      ),
    );
  }

  async get({ code }: GetOrganisation): Promise<OrganisationView> {
    return view(await this.store.load(code));
  }

  async list({ q, division, limit = DEFAULT_PAGE, cursor }: ListOrganisations): Promise<OrganisationPage> {
    const word = q && literalPattern(q);
    const after = cursor ? decodeCursor(cursor)?.[0] : undefined;
    if (cursor && typeof after !== 'string') throw invalidCursor();
    const filter: Filter<AggregateDocument<Organisation>> = {
      $and: [
        ...(word
          ? [
              {
                $or: [
                  { 'state.name.zh': { $regex: word } },
                  { 'state.name.en': { $regex: word, $options: 'i' } },
                  { _id: { $regex: `^${word}` } },
                ],
              },
            ]
          : []),
        ...(division ? [{ 'state.division': division }] : []),
        ...(typeof after === 'string' ? [{ _id: { $gt: after } }] : []),
        {},
      ],
    };
    const rows = await this.store.documents
      .find(filter)
      .sort({ _id: 1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ _id, v, state }) => view({ id: _id, version: v, state })),
      ...(rows.length > limit && last && { next: encodeCursor([last._id]) }),
    };
  }
}

function view({ version, state }: Loaded<Organisation>): OrganisationView {
  return { ...state, version };
}
