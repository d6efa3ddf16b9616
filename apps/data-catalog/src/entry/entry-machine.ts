import { hasAnyRole, type Principal } from '#libs/access';
import { Forbidden, NotAllowedNow, type Problem } from '#libs/contract-kit';
import { ENTRY_ACTIONS, type EntryAction, type PublishState } from '../../contract/entry.dto.js';
import { SelfApproval } from '../../contract/problems.js';
import type { EntryState } from './entry.js';
import { isWriter } from './writers.js';

/** Who does a step: the provider's own people, or the city's data authority (同级主管部门). */
interface Step {
  readonly from: PublishState;
  readonly to: PublishState;
  readonly role: string;
  readonly by: 'provider' | 'authority';
  /** Nobody who wrote the fields may take this step. */
  readonly notByWriter: boolean;
}

const editor = { role: 'catalog.editor', by: 'provider', notByWriter: false } as const;
const approver = { role: 'catalog.approver', by: 'provider', notByWriter: true } as const;
const publisher = { role: 'catalog.publisher', by: 'authority', notByWriter: true } as const;

/**
 * The publish machine (data-catalog §3.1), closed: what is not in the table is refused.
 * 《政务数据共享条例》 art. 14: compiled by the department, audited, published by the authority.
 */
export const STEPS: Readonly<Record<EntryAction, readonly Step[]>> = {
  amendEntry: [
    { from: 'draft', to: 'draft', ...editor },
    { from: 'rejected', to: 'draft', ...editor },
  ],
  submitEntry: [{ from: 'draft', to: 'submitted', ...editor }],
  withdrawEntry: [{ from: 'submitted', to: 'draft', ...editor }],
  approveEntry: [{ from: 'submitted', to: 'deptApproved', ...approver }],
  publishEntry: [{ from: 'deptApproved', to: 'published', ...publisher }],
  rejectEntry: [
    { from: 'submitted', to: 'rejected', ...approver },
    { from: 'deptApproved', to: 'rejected', ...publisher },
  ],
};

/**
 * Why this caller may not do this to this entry now; `undefined` when they may. The same answer serves the
 * command and the list of permitted actions.
 */
export function refusal(action: EntryAction, entry: EntryState, caller: Principal): Problem | undefined {
  const steps = STEPS[action];
  const step = steps.find(({ from }) => from === entry.publishState);
  if (!steps.some((each) => mayEver(each, entry, caller))) return Forbidden.with({ detail: WRONG_PERSON });
  if (!step) return NotAllowedNow.with({ allowed: allowedActions(entry, caller) });
  if (!mayEver(step, entry, caller)) return Forbidden.with({ detail: WRONG_PERSON });
  if (step.notByWriter && isWriter(entry.writers, caller)) return SelfApproval.with();
  return undefined;
}

/** The actions that this caller may do now. */
export function allowedActions(entry: EntryState, caller: Principal): EntryAction[] {
  return ENTRY_ACTIONS.filter((action) =>
    STEPS[action].some(
      (step) =>
        step.from === entry.publishState &&
        mayEver(step, entry, caller) &&
        !(step.notByWriter && isWriter(entry.writers, caller)),
    ),
  );
}

/** Where a caller may take a step: in which organisation's entries, and whose writing rules it out. */
export interface StepInReach {
  readonly provider?: string;
  readonly notWrittenBy?: readonly string[];
}

/** The entries in a state on which the caller may do an action, as conditions for a search; none when none. */
export function stepsInReach(action: EntryAction, from: PublishState, caller: Principal): StepInReach[] {
  return STEPS[action]
    .filter((step) => step.from === from && caller.roles.includes(step.role))
    .flatMap((step) => {
      if (step.by === 'provider' && !caller.organisation) return [];
      return [
        {
          ...(step.by === 'provider' && caller.organisation && { provider: caller.organisation }),
          ...(step.notByWriter && {
            notWrittenBy: [caller.subject, ...(caller.onBehalfOf ? [caller.onBehalfOf] : [])],
          }),
        },
      ];
    });
}

/** Roles that see entries before they are published, besides the provider's own people. */
export const REVIEWING_ROLES = ['catalog.publisher', 'catalog.steward', 'audit.reader'] as const;

/** Whether the caller may see the entry at all. */
export function maySee(entry: EntryState, caller: Principal): boolean {
  return (
    entry.publishState === 'published' ||
    entry.provider.code === caller.organisation ||
    hasAnyRole(caller, REVIEWING_ROLES)
  );
}

function mayEver(step: Step, entry: EntryState, caller: Principal): boolean {
  return (
    caller.roles.includes(step.role) &&
    (step.by === 'authority' || entry.provider.code === caller.organisation)
  );
}

const WRONG_PERSON = {
  zh: '只有提供方本单位（审核、编制）或数据主管部门（发布）的相应人员可以办理',
  en: 'Only people of the provider (writing, approval) or of the data authority (publication) may do this',
};
