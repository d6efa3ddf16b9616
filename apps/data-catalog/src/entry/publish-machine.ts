import type { PublishAction, PublishState } from '../../contract/lifecycle.js';
import { approver, editor, publisher, type Steps } from './machine-step.js';

/**
 * The way to the first publication (data-catalog §3.1). `published`, `changeReview` and `revoked` are moved by
 * the change machine. 《政务数据共享条例》 art. 14: compiled by the department, audited, published by the authority.
 */
export const PUBLISH_STEPS: Steps<PublishAction, PublishState> = {
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
