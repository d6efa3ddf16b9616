/*
 * The machines of a catalog entry by name (data-catalog §3.1, decision 20): publish says whether the entry
 * holds, change how a new version of it comes about beside it, online whether its data can be had.
 */

/** States of the publish machine. `changeReview`: published, and a change or revocation is being reviewed. */
export const PUBLISH_STATES = [
  'draft',
  'submitted',
  'deptApproved',
  'published',
  'rejected',
  'changeReview',
  'revoked',
] as const;
export type PublishState = (typeof PUBLISH_STATES)[number];

/** States in which the published version is there for everybody. */
export const PUBLIC_STATES = ['published', 'changeReview'] as const satisfies readonly PublishState[];

/** States of a change in hand. A revocation begins at `deptApproved`: the department's approver asks for it. */
export const CHANGE_STATES = ['draft', 'submitted', 'deptApproved', 'rejected'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

export const CHANGE_KINDS = ['amendment', 'revocation'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** States of the online machine. */
export const ONLINE_STATES = ['notOnline', 'onReview', 'online', 'offReview', 'offline'] as const;
export type OnlineState = (typeof ONLINE_STATES)[number];

export const MACHINES = ['publish', 'change', 'online'] as const;
export type Machine = (typeof MACHINES)[number];

/** Actions of the publish machine; each is the name of an operation. */
export const ENTRY_ACTIONS = [
  'amendEntry',
  'submitEntry',
  'withdrawEntry',
  'approveEntry',
  'publishEntry',
  'rejectEntry',
] as const;
export type PublishAction = (typeof ENTRY_ACTIONS)[number];

/** Actions of the change machine: a change of what is published, or its revocation; one at a time. */
export const CHANGE_ACTIONS = [
  'openChange',
  'amendChange',
  'submitChange',
  'withdrawChange',
  'discardChange',
  'approveChange',
  'publishChange',
  'rejectChange',
  'requestRevocation',
  'withdrawRevocation',
  'revokeEntry',
  'rejectRevocation',
] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/** Actions of the online machine. */
export const ONLINE_ACTIONS = [
  'requestOnline',
  'approveOnline',
  'rejectOnline',
  'requestOffline',
  'approveOffline',
  'rejectOffline',
  'withdrawOnlineRequest',
  'takeOffline',
] as const;
export type OnlineAction = (typeof ONLINE_ACTIONS)[number];

export const ALL_ACTIONS = [...ENTRY_ACTIONS, ...CHANGE_ACTIONS, ...ONLINE_ACTIONS] as const;
export type EntryAction = (typeof ALL_ACTIONS)[number];

/** Actions that must say why. */
export const REASONED_ACTIONS: ReadonlySet<EntryAction> = new Set<EntryAction>([
  'rejectEntry',
  'openChange',
  'rejectChange',
  'requestRevocation',
  'rejectRevocation',
  'rejectOnline',
  'requestOffline',
  'rejectOffline',
  'takeOffline',
]);
