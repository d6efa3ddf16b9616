import type { CloudEvent, EventType } from './event.js';

/**
 * An event in the form that this release knows. What was stored or published in an earlier form of the data
 * goes through one step for each form since; the event itself is never rewritten.
 * @throws Error when the event comes from a newer release, or a step is missing
 */
export function upcastEvent<Event extends CloudEvent>(event: Event, type: EventType | undefined): Event {
  const present = type?.form ?? 1;
  const stored = event.dataform ?? 1;
  if (type === undefined || stored === present) return event;
  if (stored > present)
    throw new Error(`event ${event.type} has form ${stored}; this release knows up to ${present}`);
  let { data } = event;
  for (let form = stored; form < present; form++) {
    const step = type.upcasts?.[form];
    if (!step) throw new Error(`event ${event.type}: no step from form ${form} to ${form + 1}`);
    data = step(data as Readonly<Record<string, unknown>>, event);
  }
  return { ...event, dataform: present, data };
}

/** Upcasts events by the types of some contracts. */
export function upcaster(types: readonly EventType[]): <Event extends CloudEvent>(event: Event) => Event {
  const bySubject = new Map(types.map((type) => [type.subject, type]));
  return (event) => upcastEvent(event, bySubject.get(event.type));
}

/** @throws Error when an event of a later form lacks a step from an earlier one */
export function checkUpcasts(types: readonly EventType[]): void {
  for (const { subject, form = 1, upcasts } of types)
    for (let from = 1; from < form; from++)
      if (!upcasts?.[from]) throw new Error(`event ${subject}: no step from form ${from} to ${from + 1}`);
}
