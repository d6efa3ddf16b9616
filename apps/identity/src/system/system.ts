import type { CloudEvent } from '#libs/contract-kit';
import { Identity } from '../../contract/index.js';
import type { SystemRegistered, SystemSecretRotated } from '../../contract/system.dto.js';

/** A secret by its number; the secret itself is kept nowhere (`SystemSecrets`). */
export interface SecretGeneration {
  readonly number: number;
  readonly madeAt: string;
  /** Absent for the newest. */
  readonly until?: string;
}

/** State of a system. */
export interface SystemState {
  readonly name: SystemRegistered['name'];
  readonly organisation: string;
  readonly roles: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly disabled: boolean;
  /** The newest first, then the one before; older ones hold no more. */
  readonly secrets: readonly SecretGeneration[];
}

const { events } = Identity;

/** The state after an event. */
export function applyToSystem(state: SystemState | undefined, event: CloudEvent<never>): SystemState {
  if (!state) {
    const { name, organisation, roles, redirectUris, secretMadeAt } = event.data as SystemRegistered;
    const secrets = [{ number: 1, madeAt: secretMadeAt }];
    return { name, organisation, roles, ...(redirectUris && { redirectUris }), disabled: false, secrets };
  }
  switch (event.type) {
    case events.systemSecretRotated.subject: {
      const { secretMadeAt, oldSecretUntil } = event.data as SystemSecretRotated;
      const [old] = state.secrets;
      const fresh = { number: (old?.number ?? 0) + 1, madeAt: secretMadeAt };
      return { ...state, secrets: [fresh, ...(old ? [{ ...old, until: oldSecretUntil }] : [])] };
    }
    case events.systemDisabled.subject:
      return { ...state, disabled: true };
    case events.systemEnabled.subject:
      return { ...state, disabled: false };
    default:
      return state;
  }
}
