import type { ChangeAction, ChangeState } from '../../contract/lifecycle.js';
import type { EntryState } from './entry.js';
import { approver, department, editor, publisher, type Steps } from './machine-step.js';
import { isPublic } from './public-entry.js';

/** `closed`: nothing is published, or it was revoked. `none`: no change in hand. */
export type ChangePhase = ChangeState | 'closed' | 'none' | 'revocation';

/** The change machine: beside what is published, one change or revocation at a time. */
export const CHANGE_STEPS: Steps<ChangeAction, ChangePhase> = {
  openChange: [{ from: 'none', to: 'draft', ...editor }],
  amendChange: [
    { from: 'draft', to: 'draft', ...editor },
    { from: 'rejected', to: 'draft', ...editor },
  ],
  submitChange: [{ from: 'draft', to: 'submitted', ...editor }],
  withdrawChange: [{ from: 'submitted', to: 'draft', ...editor }],
  discardChange: [
    { from: 'draft', to: 'none', ...editor },
    { from: 'rejected', to: 'none', ...editor },
  ],
  approveChange: [{ from: 'submitted', to: 'deptApproved', ...approver }],
  publishChange: [{ from: 'deptApproved', to: 'none', ...publisher }],
  rejectChange: [
    { from: 'submitted', to: 'rejected', ...approver },
    { from: 'deptApproved', to: 'rejected', ...publisher },
  ],
  requestRevocation: [{ from: 'none', to: 'revocation', ...department }],
  withdrawRevocation: [{ from: 'revocation', to: 'none', ...department }],
  revokeEntry: [{ from: 'revocation', to: 'closed', ...publisher }],
  rejectRevocation: [{ from: 'revocation', to: 'none', ...publisher }],
};

export function changePhase(entry: EntryState): ChangePhase {
  if (!isPublic(entry)) return 'closed';
  if (!entry.change) return 'none';
  return entry.change.kind === 'revocation' ? 'revocation' : entry.change.state;
}
