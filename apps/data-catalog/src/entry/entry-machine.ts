import type { Principal } from '#libs/access';
import { Forbidden, NotAllowedNow, type Problem } from '#libs/contract-kit';
import {
  ALL_ACTIONS,
  CHANGE_ACTIONS,
  type EntryAction,
  type Machine,
  ONLINE_ACTIONS,
} from '../../contract/lifecycle.js';
import { SelfApproval } from '../../contract/problems.js';
import { CHANGE_STEPS, changePhase } from './change-machine.js';
import type { EntryState } from './entry.js';
import type { Step } from './machine-step.js';
import { ONLINE_STEPS, onlinePhase, requestersOf } from './online-machine.js';
import { PUBLISH_STEPS } from './publish-machine.js';
import { isWriter } from './writers.js';

export { maySee, REVIEWING_ROLES } from './public-entry.js';

/** All machines of an entry in one closed table. */
export const STEPS: Readonly<Record<EntryAction, readonly Step[]>> = {
  ...PUBLISH_STEPS,
  ...CHANGE_STEPS,
  ...ONLINE_STEPS,
};

const MACHINE_OF: ReadonlyMap<EntryAction, Machine> = new Map<EntryAction, Machine>([
  ...CHANGE_ACTIONS.map((action) => [action, 'change'] as const),
  ...ONLINE_ACTIONS.map((action) => [action, 'online'] as const),
]);

/** Which machine an action moves. */
export function machineOf(action: EntryAction): Machine {
  return MACHINE_OF.get(action) ?? 'publish';
}

/** The state of the machine that an action moves. */
export function phaseFor(action: EntryAction, entry: EntryState): string {
  const machine = machineOf(action);
  if (machine === 'change') return changePhase(entry);
  return machine === 'online' ? onlinePhase(entry) : entry.publishState;
}

/** Who wrote what the action decides on. */
function writersFor(action: EntryAction, entry: EntryState): readonly string[] {
  const machine = machineOf(action);
  if (machine === 'change') return entry.change?.writers ?? [];
  if (machine === 'online') return requestersOf(entry);
  return entry.writers;
}

/**
 * Why this caller may not do this to this entry now; `undefined` when they may. The same answer serves the
 * command and the list of permitted actions.
 */
export function refusal(action: EntryAction, entry: EntryState, caller: Principal): Problem | undefined {
  const steps = STEPS[action];
  const step = steps.find(({ from }) => from === phaseFor(action, entry));
  if (!steps.some((each) => mayEver(each, entry, caller))) return Forbidden.with({ detail: WRONG_PERSON });
  if (!step) return NotAllowedNow.with({ allowed: allowedActions(entry, caller) });
  if (!mayEver(step, entry, caller)) return Forbidden.with({ detail: WRONG_PERSON });
  if (step.notByWriter && isWriter(writersFor(action, entry), caller)) return SelfApproval.with();
  return undefined;
}

/** The actions that this caller may do now. */
export function allowedActions(entry: EntryState, caller: Principal): EntryAction[] {
  return ALL_ACTIONS.filter((action) =>
    STEPS[action].some(
      (step) =>
        step.from === phaseFor(action, entry) &&
        mayEver(step, entry, caller) &&
        !(step.notByWriter && isWriter(writersFor(action, entry), caller)),
    ),
  );
}

/** Where a caller may take a step: in which organisation's entries, and whose writing rules it out. */
export interface StepInReach {
  readonly provider?: string;
  readonly notWrittenBy?: readonly string[];
}

/** The entries in a state on which the caller may do an action, as conditions for a search; none when none. */
export function stepsInReach(action: EntryAction, from: string, caller: Principal): StepInReach[] {
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
