import { NotAllowedNow } from '#libs/contract-kit';
import { type DomainEvent, happened } from '#libs/store';
import type { Name } from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import type {
  AmendOrganisation,
  OrganisationChange,
  SplitOrganisation,
} from '../../contract/organisation-changes.dto.js';
import { BadEffectiveDate, BadStructure } from '../../contract/problems.js';
import { type OrganisationState, statusOf } from './organisation.js';

/*
 * Decisions of the organisation: pure functions from (state, command, today, other organisations) to events.
 */

const { events } = Identity;

/** What may be done in each state; closed: what is not listed is refused. */
export const ALLOWED = {
  active: [
    'renameOrganisation',
    'amendOrganisation',
    'mergeOrganisation',
    'splitOrganisation',
    'dissolveOrganisation',
  ],
  merged: [],
  split: [],
  dissolved: ['reinstateOrganisation'],
} as const satisfies Record<string, readonly string[]>;

export type OrganisationAction = (typeof ALLOWED)['active' | 'dissolved'][number];

export function decideRename(
  state: OrganisationState,
  change: OrganisationChange & { name: Name },
  today: string,
): DomainEvent[] {
  const facts = factsOf('renameOrganisation', state, change, today);
  if (change.name.zh === state.name.zh && change.name.en === state.name.en) return [];
  return [happened(events.organisationRenamed, { ...facts, name: change.name, previousName: state.name })];
}

/** @param ancestors codes from the new parent upwards */
export function decideAmend(
  state: OrganisationState,
  change: AmendOrganisation,
  today: string,
  parent?: { state: OrganisationState; ancestors: readonly string[] },
): DomainEvent[] {
  const facts = factsOf('amendOrganisation', state, change, today);
  if (change.parent && change.topLevel)
    throw structure('parent 与 topLevel 不能同时填写', '`parent` and `topLevel` exclude each other');
  if (change.parent) assertParent(state.code, parent);
  const kept = change.topLevel ? undefined : (change.parent ?? state.parent);
  return [
    happened(events.organisationAmended, {
      ...facts,
      division: change.division ?? state.division,
      kind: change.kind ?? state.kind,
      ...(kept && { parent: kept }),
    }),
  ];
}

export function decideMerge(
  state: OrganisationState,
  change: OrganisationChange,
  today: string,
  into: OrganisationState | undefined,
): DomainEvent[] {
  const facts = factsOf('mergeOrganisation', state, change, today);
  const heir = assertSuccessor(state.code, into);
  return [happened(events.organisationMerged, { ...facts, into: heir.code, intoName: heir.name })];
}

export function decideSplit(
  state: OrganisationState,
  change: SplitOrganisation,
  today: string,
  into: readonly (OrganisationState | undefined)[],
): DomainEvent[] {
  const facts = factsOf('splitOrganisation', state, change, today);
  const successors = into.map((one) => assertSuccessor(state.code, one));
  const heir = successors.find(({ code }) => code === change.heir);
  if (!heir) throw structure('承接单位须是分设单位之一', 'The heir is one of those it is split into');
  return [
    happened(events.organisationSplit, {
      ...facts,
      into: successors.map(({ code }) => code),
      heir: heir.code,
      heirName: heir.name,
    }),
  ];
}

export function decideDissolution(
  state: OrganisationState,
  change: OrganisationChange,
  today: string,
  below: number,
): DomainEvent[] {
  const facts = factsOf('dissolveOrganisation', state, change, today);
  if (below > 0) throw structure('仍有下级单位', 'There are organisations below it');
  return [happened(events.organisationDissolved, facts)];
}

export function decideReinstatement(
  state: OrganisationState,
  change: OrganisationChange,
  today: string,
): DomainEvent[] {
  return [happened(events.organisationReinstated, factsOf('reinstateOrganisation', state, change, today))];
}

/** @throws Problem `bad-structure` unless the parent is at work and not below the child */
export function assertParent(
  code: string,
  parent: { state: OrganisationState; ancestors: readonly string[] } | undefined,
): void {
  if (!parent || statusOf(parent.state) !== 'active')
    throw structure('上级单位不存在或已不在用', 'The parent does not exist or has ended');
  if (parent.state.code === code || parent.ancestors.includes(code))
    throw structure('上级单位不能是本单位或其下级', 'The parent is the organisation itself or below it');
}

/** @throws Problem `bad-effective-date` */
export function assertDate(on: string, today: string, last?: string): void {
  const real = new Date(`${on}T00:00:00Z`);
  const exists = !Number.isNaN(real.getTime()) && real.toISOString().startsWith(on);
  if (!exists || on > today || (last !== undefined && on < last))
    throw BadEffectiveDate.with({
      detail: {
        zh: `今天是 ${today}${last ? `，上一次变更自 ${last} 生效` : ''}`,
        en: `Today is ${today}${last ? `; the last change is effective since ${last}` : ''}`,
      },
    });
}

function factsOf(
  action: OrganisationAction,
  state: OrganisationState,
  change: OrganisationChange,
  today: string,
) {
  const allowed: readonly string[] = ALLOWED[statusOf(state)];
  if (!allowed.includes(action)) throw NotAllowedNow.with({ allowed: [...allowed] });
  const effectiveOn = change.effectiveOn ?? today;
  assertDate(effectiveOn, today, state.effectiveOn);
  return { code: state.code, effectiveOn, legalBasis: change.legalBasis };
}

function assertSuccessor(code: string, one: OrganisationState | undefined): OrganisationState {
  if (!one || one.code === code || statusOf(one) !== 'active')
    throw structure('承继单位须是其他在用单位', 'A successor is another organisation that is at work');
  return one;
}

function structure(zh: string, en: string) {
  return BadStructure.with({ detail: { zh, en } });
}
