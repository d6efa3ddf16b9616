import type { Type } from '@nestjs/common';
import type { Bilingual } from './bilingual.js';

/**
 * Who may see an event in the live feed: everyone signed in, the organisation it belongs to (extension
 * `organisation`) together with the listed roles, only the listed roles, or whom it is addressed to (extension
 * `audience`).
 */
export interface Visibility {
  readonly everyone?: boolean;
  readonly ownOrganisation?: boolean;
  /** Those whom the event names as its audience; see `addressesOf` in libs/access. */
  readonly addressee?: boolean;
  readonly roles?: readonly string[];
}

/** Declaration of an event: a fact in the past tense. */
export interface EventSpec<Data extends object = object> {
  readonly summary: Bilingual;
  readonly doc: string;
  readonly data: Type<Data>;
  readonly version: number;
  readonly visibleTo: Visibility;
  readonly example: NoInfer<Data>;
}

/** Declares an event. */
export function event<Data extends object>(
  declared: Omit<EventSpec<Data>, 'version'> & { version?: number },
): EventSpec<Data> {
  return { version: 1, ...declared };
}

/** An event bound to its service. */
export interface EventType<Data extends object = object> extends EventSpec<Data> {
  readonly service: string;
  readonly name: string;
  readonly subject: string;
}

/** An event on the wire: CloudEvents 1.0, JSON structured mode, with the platform's extension attributes. */
export interface CloudEvent<Data = unknown> {
  readonly specversion: '1.0';
  /** UUIDv7; also the `Nats-Msg-Id`. */
  readonly id: string;
  /** `/<city>/<service>`. */
  readonly source: string;
  /** The event's subject on NATS. */
  readonly type: string;
  /** `<aggregate type>/<aggregate id>`. */
  readonly subject: string;
  /** When it happened, RFC 3339 in UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly aggregatetype: string;
  readonly aggregateid: string;
  /** Version of the aggregate after this event; consecutive from 1. */
  readonly aggregateversion: number;
  /** Who did it: `person:<id>`, `system:<id>` or `service:<name>`. */
  readonly actor: string;
  /** Organisation code (统一社会信用代码) of the actor. */
  readonly actororganisation?: string;
  /** Organisation code that the aggregate belongs to. */
  readonly organisation?: string;
  /** Whom it is addressed to: a subject (`person:<id>`), `role:<role>@<organisation>` or `role:<role>`. */
  readonly audience?: string;
  /** Person on whose behalf a service acted (decision 7). */
  readonly onbehalfof?: string;
  /** Id of the request or event that caused it. */
  readonly causationid: string;
  /** Same for everything that follows from one request. */
  readonly correlationid: string;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  readonly data: Data;
}
