import type { CloudEvent } from '#libs/contract-kit';
import type { ExpiringRole } from '../../contract/directory.dto.js';
import type { PersonRegistered } from '../../contract/events.dto.js';
import { Identity } from '../../contract/index.js';
import type { PersonMoved, RolesGranted, RolesRevoked } from '../../contract/person-admin.dto.js';

/** What events tell of a person. Documents of release 0.1 have the first two fields only. */
export interface PersonState {
  readonly organisation: string;
  readonly roles: readonly string[];
  /** Those of `roles` that end by themselves. */
  readonly expiring?: readonly ExpiringRole[];
  readonly disabled?: boolean;
  /** A one-time password was set and not changed yet. */
  readonly mustChangePassword?: boolean;
}

const { events } = Identity;

/** Folds one event into the state; pure. */
export function applyToPerson(state: PersonState | undefined, event: CloudEvent<never>): PersonState {
  if (event.type === events.personRegistered.subject) {
    const { organisation, roles } = event.data as PersonRegistered;
    return { organisation, roles };
  }
  if (!state) throw new Error(`person ${event.aggregateid} has no beginning`);
  switch (event.type) {
    case events.personAmended.subject:
      return state;
    case events.personMoved.subject: {
      const { to, roles } = event.data as PersonMoved;
      return withRoles({ ...state, organisation: to }, roles, state.expiring ?? []);
    }
    case events.rolesGranted.subject: {
      const { roles, until } = event.data as RolesGranted;
      const others = (state.expiring ?? []).filter(({ role }) => !roles.includes(role));
      return withRoles(
        state,
        [...new Set([...state.roles, ...roles])],
        until ? [...others, ...roles.map((role) => ({ role, until }))] : others,
      );
    }
    case events.rolesRevoked.subject: {
      const { roles } = event.data as RolesRevoked;
      return withRoles(
        state,
        state.roles.filter((role) => !roles.includes(role)),
        state.expiring ?? [],
      );
    }
    case events.personDisabled.subject:
      return { ...state, disabled: true };
    case events.personEnabled.subject:
      return { ...state, disabled: false };
    case events.passwordReset.subject:
      return { ...state, mustChangePassword: true };
    case events.passwordChanged.subject:
      return { ...state, mustChangePassword: false };
    default:
      throw new Error(`person ${event.aggregateid} has an unknown event ${event.type}`);
  }
}

/** The roles that hold at an instant: those whose time is over are gone without an event. */
export function rolesAt({ roles, expiring = [] }: PersonState, instant: Date): string[] {
  const over = new Set(
    expiring.filter(({ until }) => Date.parse(until) <= instant.getTime()).map(({ role }) => role),
  );
  return roles.filter((role) => !over.has(role));
}

/** What a token of the person carries: nothing until a one-time password was changed. */
export function tokenRolesAt(state: PersonState, instant: Date): string[] {
  return state.mustChangePassword ? [] : rolesAt(state, instant);
}

function withRoles(
  state: PersonState,
  roles: readonly string[],
  expiring: readonly ExpiringRole[],
): PersonState {
  return { ...state, roles, expiring: expiring.filter(({ role }) => roles.includes(role)) };
}
