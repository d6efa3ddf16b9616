import { Injectable } from '@nestjs/common';
import { type Principal, roleOfAddress } from '#libs/access';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateDocument, AggregateStore, type AggregateType, type Loaded } from '#libs/store';
import { chinaDate } from '../china-time.js';
import { applyToMailbox, type MailboxFile, type MailboxState } from './mailbox.js';

/** Mail to a role reaches a person so many days after they last showed that role: roles are taken away, too. */
const ROLE_DAYS = 30;

const MAILBOX: AggregateType<MailboxState> = {
  name: 'mailbox',
  schemaVersion: 1,
  apply: applyToMailbox,
  audienceOf: ({ subject }) => subject,
  // A mailbox has the id of its reader: erased with them.
  personal: { subjectOf: (id) => id },
  indexes: [
    { key: { 'state.roles': 1, 'state.organisation': 1, 'state.seenOn': 1 }, name: 'holders_of_role' },
  ],
};

/** Wrong tries at one code; not personal, so that they count without a key. */
interface WrongCodes {
  readonly sentAt: string;
  readonly count: number;
}

export type Mailbox = Loaded<MailboxState>;

/** Mailboxes in MongoDB. */
@Injectable()
export class MailboxStore extends AggregateStore<MailboxState, MailboxFile> {
  constructor(private readonly runtime: ServiceRuntime) {
    super(MAILBOX, runtime.store);
  }

  of({ subject }: Pick<Principal, 'subject'>): Promise<Mailbox | undefined> {
    return this.find(subject);
  }

  /** The mailboxes of those whom an address names. */
  async addressedBy(address: string): Promise<Mailbox[]> {
    const group = roleOfAddress(address);
    if (!group) return [await this.find(address)].filter((found) => found !== undefined);
    const since = chinaDate(new Date(this.runtime.now().getTime() - ROLE_DAYS * 86_400_000));
    const rows = await this.documents
      .find({
        'state.roles': group.role,
        ...(group.organisation && { 'state.organisation': group.organisation }),
        'state.seenOn': { $gte: since },
      })
      .project<AggregateDocument<MailboxState>>({ state: 1, v: 1 })
      .toArray();
    return rows.map(({ _id, v, state }) => ({ id: _id, version: v, state }));
  }

  /** The personal file; empty when there is no mailbox. */
  async fileOf(id: string): Promise<MailboxFile> {
    const document = await this.documents.findOne({ _id: id });
    return (document && (await this.personalOf(document))) ?? {};
  }

  /** Wrong tries at the code that was sent at this time. */
  async wrongCodes(id: string, codeSentAt: string | undefined): Promise<number> {
    const document = await this.documents.findOne({ _id: id }, { projection: { aside: 1 } });
    const { sentAt, count } = (document?.aside ?? {}) as Partial<WrongCodes>;
    return sentAt === codeSentAt ? (count ?? 0) : 0;
  }

  /** Counts a wrong try, atomically: many guesses at once gain nothing. */
  async noteWrongCode(id: string, sentAt: string): Promise<void> {
    const same = { $eq: ['$aside.sentAt', sentAt] };
    await this.documents.updateOne({ _id: id }, [
      { $set: { aside: { sentAt, count: { $cond: [same, { $add: ['$aside.count', 1] }, 1] } } } },
    ]);
  }
}
