import type { Bilingual } from '#libs/contract-kit';

/** How soon somebody must know. `urgent` breaks quiet hours and digests. */
export type Urgency = 'low' | 'normal' | 'urgent';

/**
 * A rule (通知规则): which event tells whom what. Data, checked against the contracts at start.
 *
 * In texts `{data.title}` is a field of the event's data and `{time}`, `{organisation}`, `{actororganisation}`,
 * `{aggregateid}` are fields of its envelope; a question mark marks one that may be absent (`{data.comment?}`).
 */
export interface NotificationRule {
  /** kebab-case; preferences and deliveries name it. */
  readonly name: string;
  /** What the rule tells, for the page of preferences. */
  readonly title: Bilingual;
  /** `<service>.<event>`. */
  readonly event: string;
  /**
   * Address: `role:<role>@{organisation}`, `role:<role>`, `person:{data.id}`, or one placeholder that holds an
   * address or a list of addresses.
   */
  readonly audience: string;
  /** The one who did it is told too; otherwise they are left out. */
  readonly tellsActor?: boolean;
  readonly headline: Bilingual;
  readonly text: Bilingual;
  /** Path in the console. */
  readonly link: string;
  readonly urgency: Urgency;
}
