import { Injectable } from '@nestjs/common';
import { v5 as uuidFromName } from 'uuid';
import { type Principal, roleOfAddress } from '#libs/access';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateDocument, AggregateStore, type AggregateType, type Loaded } from '#libs/store';
import { chinaDate } from '../china-time.js';
import { applyToMailbox, type MailboxFile, type MailboxState } from './mailbox.js';

const NAMESPACE = 'b2c1b7f4-0c55-5b0e-8f0d-5f0a7c1e9d10';
/** Mail to a role reaches a person so many days after they last showed that role: roles are taken away, too. */
const ROLE_DAYS = 30;

/** Id of a person's mailbox. */
export function mailboxId(subject: string): string {
  return uuidFromName(subject, NAMESPACE);
}

const MAILBOX: AggregateType<MailboxState> = {
  name: 'mailbox',
  schemaVersion: 1,
  apply: applyToMailbox,
  audienceOf: ({ subject }) => subject,
  indexes: [
    { key: { 'state.roles': 1, 'state.organisation': 1, 'state.seenOn': 1 }, name: 'holders_of_role' },
  ],
};

export type Mailbox = Loaded<MailboxState>;

/** Mailboxes in MongoDB. */
@Injectable()
export class MailboxStore extends AggregateStore<MailboxState> {
  constructor(private readonly runtime: ServiceRuntime) {
    super(MAILBOX, runtime.store);
  }

  of({ subject }: Pick<Principal, 'subject'>): Promise<Mailbox | undefined> {
    return this.find(mailboxId(subject));
  }

  /** The mailboxes of those whom an address names. */
  async addressedBy(address: string): Promise<Mailbox[]> {
    const group = roleOfAddress(address);
    if (!group) return [await this.find(mailboxId(address))].filter((found) => found !== undefined);
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
    return (document?.personal ?? {}) as MailboxFile;
  }
}
