import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { ownCall, ServiceRuntime } from '#libs/service-host';
import { type DomainEvent, happened } from '#libs/store';
import { Notification } from '../../contract/index.js';
import { chinaDate } from '../china-time.js';
import { type Mailbox, MailboxStore } from './mailbox.store.js';

const { events } = Notification;

/** Thrown and caught here: another request has opened the mailbox just now. */
class OpenAlready extends Error {}

/** Keeps, for people who have a mailbox, the roles and the organisation that they last showed. */
@Injectable()
export class Readers {
  constructor(
    private readonly mailboxes: MailboxStore,
    private readonly runtime: ServiceRuntime,
  ) {}

  /** The caller's mailbox, brought up to date; `undefined` for those who never set anything. */
  async seen(caller: Principal): Promise<Mailbox | undefined> {
    const mailbox = await this.mailboxes.of(caller);
    if (!mailbox || this.isPresent(mailbox, caller)) return mailbox;
    return this.mailboxes.update(mailbox.id, {}, this.call(), (current) =>
      this.isPresent(current, caller) ? [] : [this.visit(caller)],
    );
  }

  /** The caller's mailbox, opened if need be. */
  async opened(caller: Principal): Promise<Mailbox> {
    const known = await this.seen(caller);
    if (known) return known;
    const id = caller.subject;
    try {
      const visit = () => [this.visit(caller)];
      return await this.mailboxes.create(id, {}, this.call(), visit, () => new OpenAlready());
    } catch (error) {
      if (error instanceof OpenAlready) return this.mailboxes.load(id);
      throw error;
    }
  }

  private isPresent({ state }: Mailbox, { organisation, roles }: Principal): boolean {
    return (
      state.seenOn === this.today() &&
      state.organisation === organisation &&
      state.roles.length === roles.length &&
      state.roles.every((role) => roles.includes(role))
    );
  }

  private visit({ subject, organisation, roles }: Principal): DomainEvent {
    return happened(events.readerSeen, {
      subject,
      ...(organisation && { organisation }),
      roles: roles.map((role) => ({ role })),
      on: this.today(),
    });
  }

  private today(): string {
    return chinaDate(this.runtime.now());
  }

  private call() {
    return ownCall(this.runtime.contract.name);
  }
}
