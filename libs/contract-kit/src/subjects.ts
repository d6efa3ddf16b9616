/** `registerEntry` → `register-entry`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Subject of an operation: `city.<service>.v<N>.<verb-noun>` (decision 2). */
export function operationSubject(service: string, version: number, name: string): string {
  return `city.${service}.v${version}.${kebab(name)}`;
}

/** Subject of an event: `city.evt.<service>.<fact>.v<N>` (decision 2). */
export function eventSubject(service: string, name: string, version: number): string {
  return `city.evt.${service}.${kebab(name)}.v${version}`;
}

/** Subject of the dead letters of one consumer. */
export function deadLetterSubject(service: string, consumer: string): string {
  return `city.dead.${service}.${consumer}`;
}

/** Subject on which writers of a service wake its relay; core NATS, loss is harmless (the relay sweeps). */
export function relayWakeSubject(service: string): string {
  return `city.wake.${service}`;
}

/** Subject on which a NATS user tells telemetry its spans; core NATS, loss is harmless. */
export function spansSubject(user: string): string {
  return `city.spans.${user}`;
}

/**
 * Subject on which identity tells every second, and at once after a change, which keys and revocations hold
 * (`TrustBeat`); core NATS, a lost one is made good by the next.
 */
export const TRUST_SUBJECT = 'city.trust';

/** The JetStream stream of all events of a city. */
export const EVENT_STREAM = 'EVENTS';
/** The JetStream stream of deliveries that failed for good. */
export const DEAD_LETTER_STREAM = 'DEAD_LETTERS';

/** Bucket of the object store that holds the bytes of files, and its stream. */
export const FILE_BUCKET = 'files';
export const FILE_STREAM = `OBJ_${FILE_BUCKET}`;
/** The JetStream stream of files on their way: the last message of a subject is where an upload stands. */
export const UPLOAD_STREAM = 'UPLOADS';

/** Subject of where an upload stands; `*` for all. */
export function uploadSubject(uploaderKey: string, id: string): string {
  return `city.upload.${uploaderKey}.${id}`;
}
