import { Injectable } from '@nestjs/common';
import { type CloudEvent, NotFound } from '#libs/contract-kit';
import type { Loaded } from '#libs/store';
import type { OrganisationView } from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import type {
  FieldChange,
  GetOrganisationAsOf,
  GetOrganisationHistory,
  OrganisationChanged,
  OrganisationHistory,
  OrganisationStep,
} from '../../contract/organisation-changes.dto.js';
import { applyToOrganisation, type OrganisationState, statusOf } from './organisation.js';
import { OrganisationStore } from './organisation.store.js';
import { Organisations } from './organisations.js';

const MOST_STEPS = 500;
const NAMES = new Map(Object.values(Identity.events).map((event) => [event.subject, event.name]));

/** What was: the changes of an organisation, and how it was on a date. */
@Injectable()
export class OrganisationPast {
  constructor(
    private readonly store: OrganisationStore,
    private readonly organisations: Organisations,
  ) {}

  async history({ code }: GetOrganisationHistory): Promise<OrganisationHistory> {
    const events = await this.store.history(code);
    if (events.length === 0) throw NotFound.with();
    let state: OrganisationState | undefined;
    const steps = events.map((event) => {
      const next = applyToOrganisation(state, event as CloudEvent<never>);
      const step = stepOf(event, state, next);
      state = next;
      return step;
    });
    return { code, steps: steps.slice(-MOST_STEPS) };
  }

  /** Dates never go back from change to change, so that the fold may stop at the first one that is later. */
  async asOf({ code, on }: GetOrganisationAsOf): Promise<OrganisationView> {
    let past: Loaded<OrganisationState> | undefined;
    for (const event of await this.store.history(code)) {
      const { effectiveOn } = event.data as Partial<OrganisationChanged>;
      if (effectiveOn !== undefined && effectiveOn > on) break;
      past = {
        id: code,
        version: event.aggregateversion,
        state: applyToOrganisation(past?.state, event as CloudEvent<never>),
      };
    }
    if (!past) throw NotFound.with();
    return this.organisations.view(past);
  }
}

function stepOf(
  event: CloudEvent,
  before: OrganisationState | undefined,
  after: OrganisationState,
): OrganisationStep {
  const { effectiveOn, legalBasis } = event.data as Partial<OrganisationChanged>;
  return {
    version: event.aggregateversion,
    event: NAMES.get(event.type) ?? event.type,
    at: event.time,
    actor: event.actor,
    ...(event.onbehalfof && { onBehalfOf: event.onbehalfof }),
    ...(effectiveOn && { effectiveOn }),
    ...(legalBasis && { legalBasis }),
    changes: changesBetween(before, after),
  };
}

/** The fields that differ, by path, as people read them. */
export function changesBetween(
  before: OrganisationState | undefined,
  after: OrganisationState,
): FieldChange[] {
  const [old, now] = [before ? shown(before) : new Map<string, string>(), shown(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    return was === is
      ? []
      : [{ path, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}

function shown(state: OrganisationState): Map<string, string> {
  const fields: [string, string | undefined][] = [
    ['/name/zh', state.name.zh],
    ['/name/en', state.name.en],
    ['/division', state.division],
    ['/kind', state.kind],
    ['/parent', state.parent],
    ['/state', statusOf(state)],
    ['/successors', state.successors?.join(', ')],
    ['/heir', state.heir],
  ];
  return new Map(fields.filter((field): field is [string, string] => field[1] !== undefined));
}
