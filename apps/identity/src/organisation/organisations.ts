import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, invalidCursor } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateDocument, happened, type Loaded, literalPattern } from '#libs/store';
import type {
  GetOrganisation,
  ListOrganisations,
  OrganisationPage,
  OrganisationView,
  RegisterOrganisation,
} from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import { AlreadyRegistered, BadOrganisationCode } from '../../contract/problems.js';
import { chinaDate } from './china-date.js';
import { assertDate, assertParent } from './decide-organisation.js';
import { type OrganisationState, statusOf } from './organisation.js';
import { OrganisationStore } from './organisation.store.js';
import { isOrganisationCode } from './organisation-code.js';

type OrganisationFilter = Filter<AggregateDocument<OrganisationState>>;

/** The directory of organisations. */
@Injectable()
export class Organisations {
  constructor(
    private readonly store: OrganisationStore,
    private readonly runtime: ServiceRuntime,
  ) {}

  async register(request: RegisterOrganisation, call: Call): Promise<OrganisationView> {
    if (!isOrganisationCode(request.code)) throw BadOrganisationCode.with();
    const { parent, effectiveOn } = request;
    if (effectiveOn) assertDate(effectiveOn, chinaDate(this.runtime.now()));
    // A new organisation has nobody below it: no circle can come of it, and the lock is not needed.
    if (parent) assertParent(request.code, await this.asParent(parent));
    const registered = happened(Identity.events.organisationRegistered, { ...request });
    return this.view(
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
    return this.view(await this.store.load(code));
  }

  async list(request: ListOrganisations): Promise<OrganisationPage> {
    const { limit = DEFAULT_PAGE, cursor } = request;
    const after = cursor ? decodeCursor(cursor)?.[0] : undefined;
    if (cursor && typeof after !== 'string') throw invalidCursor();
    const conditions = conditionsOf(request);
    if (typeof after === 'string') conditions.push({ _id: { $gt: after } });
    const rows = await this.store.documents
      .find(conditions.length > 0 ? { $and: conditions } : {})
      .sort({ _id: 1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const predecessors = await this.store.predecessorsOf(page.map(({ _id }) => _id));
    return {
      items: page.map(({ _id, v, state }) => shown({ id: _id, version: v, state }, predecessors.get(_id))),
      ...(rows.length > limit && last && { next: encodeCursor([last._id]) }),
    };
  }

  /** The organisation as readers see it. */
  async view(organisation: Loaded<OrganisationState>): Promise<OrganisationView> {
    const predecessors = await this.store.predecessorsOf([organisation.id]);
    return shown(organisation, predecessors.get(organisation.id));
  }

  /** An organisation that is to be a parent, with what is above it. */
  async asParent(code: string): Promise<{ state: OrganisationState; ancestors: string[] } | undefined> {
    const parent = await this.store.find(code);
    return parent && { state: parent.state, ancestors: await this.store.ancestorsOf(code) };
  }
}

function conditionsOf({ q, division, kind, parent, state }: ListOrganisations): OrganisationFilter[] {
  const word = q && literalPattern(q);
  return [
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
    ...(kind ? [{ 'state.kind': kind }] : []),
    ...(parent ? [{ 'state.parent': parent }] : []),
    // What was registered by release 0.1 has no status: it is at work.
    ...(state ? [{ 'state.status': { $in: [state, ...(state === 'active' ? [null as never] : [])] } }] : []),
  ];
}

function shown({ version, state }: Loaded<OrganisationState>, predecessors: string[] = []): OrganisationView {
  const { code, name, division, kind, parent, effectiveOn } = state;
  return {
    code,
    name,
    division,
    kind,
    version,
    state: statusOf(state),
    ...(parent && { parent }),
    successors: [...(state.successors ?? [])],
    predecessors: predecessors.slice(0, 100),
    ...(effectiveOn && { effectiveOn }),
  };
}
