import type { Principal } from '#libs/access';
import type { CloudEvent } from '#libs/contract-kit';

/*
 * Who counts as a writer when writing and approving must be two people. With delegation, both the one who acts
 * and the one for whom they act count, on either side: neither way around the rule is open.
 */

/** Everybody who stands behind a change. */
export function writersOf({ actor, onbehalfof }: CloudEvent): string[] {
  return onbehalfof ? [actor, onbehalfof] : [actor];
}

/** Whether the caller, or the one they act for, is among the writers. */
export function isWriter(writers: readonly string[], { subject, onBehalfOf }: Principal): boolean {
  return writers.includes(subject) || (onBehalfOf !== undefined && writers.includes(onBehalfOf));
}
