import type { CloudEvent } from '#libs/contract-kit';
import type { Name, Organisation, OrganisationState as Status } from '../../contract/directory.dto.js';
import type { OrganisationRegistered } from '../../contract/events.dto.js';
import { Identity } from '../../contract/index.js';
import type {
  OrganisationAmended,
  OrganisationChanged,
  OrganisationMerged,
  OrganisationRenamed,
  OrganisationSplitUp,
} from '../../contract/organisation-changes.dto.js';

/** State of an organisation (组织机构). Documents of release 0.1 have the first four fields only. */
export interface OrganisationState {
  readonly code: string;
  readonly name: Name;
  readonly division: string;
  readonly kind: Organisation['kind'];
  readonly parent?: string;
  /** At work when absent. */
  readonly status?: Status;
  readonly successors?: readonly string[];
  /** The successor that takes over what nobody has assigned otherwise. */
  readonly heir?: string;
  readonly effectiveOn?: string;
}

const { events } = Identity;

export function statusOf(state: OrganisationState): Status {
  return state.status ?? 'active';
}

/** Folds one event into the state; pure. */
export function applyToOrganisation(
  state: OrganisationState | undefined,
  event: CloudEvent<never>,
): OrganisationState {
  if (event.type === events.organisationRegistered.subject) {
    const { legalBasis: _basis, ...registered } = event.data as OrganisationRegistered;
    return registered;
  }
  if (!state) throw new Error(`organisation ${event.aggregateid} has no beginning`);
  const next = { ...state, effectiveOn: (event.data as OrganisationChanged).effectiveOn };
  switch (event.type) {
    case events.organisationRenamed.subject:
      return { ...next, name: (event.data as OrganisationRenamed).name };
    case events.organisationAmended.subject: {
      const { division, kind, parent } = event.data as OrganisationAmended;
      const { parent: _former, ...rest } = next;
      return { ...rest, division, kind, ...(parent && { parent }) };
    }
    case events.organisationMerged.subject: {
      const { into } = event.data as OrganisationMerged;
      return { ...next, status: 'merged', successors: [into], heir: into };
    }
    case events.organisationSplit.subject: {
      const { into, heir } = event.data as OrganisationSplitUp;
      return { ...next, status: 'split', successors: into, heir };
    }
    case events.organisationDissolved.subject:
      return { ...next, status: 'dissolved' };
    case events.organisationReinstated.subject:
      return { ...next, status: 'active' };
    default:
      throw new Error(`organisation ${event.aggregateid} has an unknown event ${event.type}`);
  }
}
