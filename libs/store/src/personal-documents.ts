import type { Collection, Document, Filter, IndexDescription } from 'mongodb';
import { type CloudEvent, type EventType, markedFields } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import type { LookupTables, PersonalData } from '#libs/personal-data';
import {
  type AggregateDocument,
  type DomainEvent,
  lookupIndex,
  type PersonalSpec,
  type StoredPersonal,
} from './aggregate.js';
import { bodyHash, bodyText } from './command-identity.js';

const BATCH = 100;
/** Marks a remembered hash that was made with the subject's key. */
const KEYED = 'k1.';

/** The personal side of one aggregate collection: sealing, look-ups, and moving them from epoch to epoch. */
export class PersonalDocuments<State> implements LookupTables {
  constructor(
    private readonly name: string,
    private readonly spec: PersonalSpec,
    private readonly documents: Collection<AggregateDocument<State>>,
    private readonly data: PersonalData,
  ) {
    data.register(this);
  }

  get indexes(): IndexDescription[] {
    return [
      { key: { 'personal.subject': 1 }, name: 'personal_subject', sparse: true },
      { key: { 'personal.epochs': 1 }, name: 'personal_epochs', sparse: true },
      ...(this.spec.lookups ?? []).map((field) => ({
        key: { [`personal.lookups.${field}`]: 1 },
        name: lookupIndex(field),
        unique: true,
        partialFilterExpression: { [`personal.lookups.${field}`]: { $exists: true } },
      })),
    ];
  }

  subjectOf(id: string): string {
    return this.spec.subjectOf(id);
  }

  /** The stored form of an aggregate's personal data. @throws SubjectErased */
  seal(id: string, personal: object): Promise<StoredPersonal> {
    return storedPersonal(this.name, this.spec, this.data, id, personal);
  }

  /** The personal data opened; every text of it reads as `ERASED` when the subject was erased. */
  async open(document: Pick<AggregateDocument<State>, 'personal'>): Promise<unknown> {
    return document.personal && this.data.reveal(document.personal.sealed);
  }

  /** Finds the aggregate that has this value in a look-up field. */
  async findBy(field: string, text: string): Promise<AggregateDocument<State> | undefined> {
    if (!this.spec.lookups?.includes(field)) throw new Error(`${this.name}: no look-up by ${field}`);
    const digests = await this.data.digestsToWrite(`${this.name}.${field}`, text);
    const filter = { [`personal.lookups.${field}`]: { $in: digests } } as Filter<AggregateDocument<State>>;
    return ((await this.documents.findOne(filter)) as AggregateDocument<State> | null) ?? undefined;
  }

  /** Hash under which a command is remembered: keyed, unless the subject has no key. */
  async rememberedHash(id: string, request: object, call: Call): Promise<string> {
    const hash = await this.data.hashFor(this.spec.subjectOf(id), 'command', bodyText(request, call));
    return hash ? KEYED + hash : bodyHash(request, call);
  }

  /** Whether a remembered hash is of this request; true when it can no longer be told. */
  async isRemembered(id: string, hash: string, request: object, call: Call): Promise<boolean> {
    if (hash === '') return true; // remembered by release 0.1.0, whose hash was given up for its safety
    if (!hash.startsWith(KEYED)) return hash === bodyHash(request, call);
    const now = await this.rememberedHash(id, request, call);
    return now === hash || !now.startsWith(KEYED);
  }

  async forget(subject: string): Promise<number> {
    const filter = { 'personal.subject': subject } as Filter<AggregateDocument<State>>;
    const { matchedCount } = await this.documents.updateMany(filter, {
      $unset: { 'personal.lookups': '' },
      $set: { 'personal.epochs': [] },
    } as never);
    return matchedCount;
  }

  async widen(epoch: number): Promise<number> {
    return this.moveSome({ 'personal.epochs': { $exists: true, $nin: [epoch, []] } }, epoch, true);
  }

  async narrow(epoch: number): Promise<number> {
    return this.moveSome({ 'personal.epochs': { $lt: epoch } }, epoch, false);
  }

  async refersBefore(epoch: number): Promise<boolean> {
    return (await this.documents.findOne({ 'personal.epochs': { $lt: epoch } } as never)) !== null;
  }

  private async moveSome(filter: Document, epoch: number, keepOld: boolean): Promise<number> {
    const rows = await this.documents
      .find(filter as Filter<AggregateDocument<State>>)
      .project<Pick<AggregateDocument<State>, '_id' | 'personal'>>({ personal: 1 })
      .limit(BATCH)
      .toArray();
    for (const { _id, personal } of rows) {
      if (!personal) continue;
      const opened = (await this.data.reveal(personal.sealed)) as object;
      const fresh = await digestsOf(this.name, this.spec, opened, async (domain, text) => [
        await this.data.digest(epoch, domain, text),
      ]);
      const lookups = Object.fromEntries(
        Object.entries(fresh).map(([field, digests]) => [
          field,
          keepOld ? [...new Set([...(personal.lookups?.[field] ?? []), ...digests])] : digests,
        ]),
      );
      const epochs = keepOld ? [...new Set([...personal.epochs, epoch])] : [epoch];
      // Only if nobody has written meanwhile; what was written then has both digests, or comes again.
      await this.documents.updateOne(
        { _id, 'personal.sealed': personal.sealed, 'personal.epochs': personal.epochs } as never,
        { $set: { 'personal.lookups': lookups, 'personal.epochs': epochs } } as never,
      );
    }
    return rows.length;
  }
}

/** The stored form of personal data. @throws SubjectErased */
export async function storedPersonal(
  name: string,
  spec: PersonalSpec,
  data: PersonalData,
  id: string,
  personal: object,
): Promise<StoredPersonal> {
  const subject = spec.subjectOf(id);
  const sealed = await data.seal(subject, name, personal);
  const found = await digestsOf(name, spec, personal, (domain, text) => data.digestsToWrite(domain, text));
  const epochs = new Set(Object.values(found).flatMap((digests) => digests.map(epochOf)));
  return { subject, sealed, ...(epochs.size > 0 && { lookups: found }), epochs: [...epochs] };
}

async function digestsOf(
  name: string,
  spec: PersonalSpec,
  personal: object,
  digest: (domain: string, text: string) => Promise<string[]>,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const field of spec.lookups ?? []) {
    const text: unknown = (personal as Record<string, unknown>)[field];
    if (text === undefined) continue;
    if (typeof text !== 'string') throw new Error(`${name}: the look-up field ${field} is no text`);
    found[field] = await digest(`${name}.${field}`, text);
  }
  return found;
}

function epochOf(digest: string): number {
  return Number(digest.slice(0, digest.indexOf('.')));
}

/** True when an event's data may hold marked fields. */
export function hasMarks(type: EventType): boolean {
  return markedFields(type.data).length > 0;
}

/** The event with its marked fields sealed. @throws Error when it does not say whose they are */
export async function sealEvent(
  { type, data, subject }: DomainEvent,
  own: string | undefined,
  personal: PersonalData | undefined,
): Promise<DomainEvent> {
  if (!hasMarks(type)) return { type, data };
  const whose = subject ?? own;
  if (!whose || !personal)
    throw new Error(`event ${type.subject} has personal fields, but the store knows no subject or no keys`);
  return {
    type,
    data: await personal.sealMarked(whose, `event.${type.service}.${type.name}`, type.data, data),
  };
}

/** Events as the service's own code reads them: what was sealed is opened, or reads as erased. */
export async function revealEvents(
  events: readonly CloudEvent[],
  personal: PersonalData | undefined,
): Promise<CloudEvent[]> {
  return personal ? personal.reveal([...events]) : [...events];
}
