import { Injectable } from '@nestjs/common';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { happened } from '#libs/store';
import { Notification } from '../../contract/index.js';
import type {
  ConfirmEmail,
  EmailChanged,
  PreferencesView,
  SetEmail,
  SetPreferences,
} from '../../contract/preferences.dto.js';
import { MailNotConfigured, MailNotSent, MailTooOften, WrongCode } from '../../contract/problems.js';
import { codeMail } from '../channel/mail-text.js';
import { Mailer } from '../channel/mailer.js';
import { RuleBook } from '../rules/rule-book.js';
import { NotificationSettings } from '../settings.js';
import { hashOfCode, isRightCode, newCode, sentJustNow } from './email-code.js';
import type { MailboxFile } from './mailbox.js';
import { type Mailbox, MailboxStore } from './mailbox.store.js';
import { Readers } from './readers.js';

const { events } = Notification;

/** What a person wants to be told, where and when. */
@Injectable()
export class Preferences {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly readers: Readers,
    private readonly mailboxes: MailboxStore,
    private readonly book: RuleBook,
    private readonly mailer: Mailer,
    private readonly settings: NotificationSettings,
  ) {}

  async get({ caller }: Call): Promise<PreferencesView> {
    return this.view(await this.readers.seen(caller));
  }

  async set(request: SetPreferences, call: Call): Promise<PreferencesView> {
    for (const { rule } of request.choices) this.book.assertHas(rule);
    const { id } = await this.readers.opened(call.caller);
    const chosen = () => [happened(events.preferencesSet, request)];
    return this.view(await this.mailboxes.update(id, request, call, chosen));
  }

  async setEmail(request: SetEmail, call: Call): Promise<PreferencesView> {
    if (!this.mailer.available) throw MailNotConfigured.with();
    const { id } = await this.readers.opened(call.caller);
    const now = this.runtime.now();
    if (sentJustNow(await this.mailboxes.fileOf(id), now)) throw MailTooOften.with({ retryAfter: 60 });
    const code = newCode();
    const mailbox = await this.change(id, request, call, 'unverified', {
      pendingAddress: request.address,
      codeHash: hashOfCode(id, code),
      codeSentAt: now.toISOString(),
    });
    try {
      await this.mailer.send({ to: request.address, messageId: `${call.requestId}`, ...codeMail(code) });
    } catch {
      throw MailNotSent.with(); // the server's words may hold the address
    }
    return this.view(mailbox);
  }

  async confirmEmail(request: ConfirmEmail, call: Call): Promise<PreferencesView> {
    const mailbox = await this.readers.seen(call.caller);
    if (!mailbox) throw WrongCode.with();
    const file = await this.mailboxes.fileOf(mailbox.id);
    const wrong = await this.mailboxes.wrongCodes(mailbox.id, file.codeSentAt);
    if (!file.pendingAddress || !isRightCode(file, wrong, mailbox.id, request.code, this.runtime.now())) {
      await this.mailboxes.noteWrongCode(mailbox.id, file.codeSentAt ?? '');
      throw WrongCode.with();
    }
    const verified = { address: file.pendingAddress };
    return this.view(await this.change(mailbox.id, request, call, 'verified', verified));
  }

  async removeEmail(call: Call): Promise<PreferencesView> {
    const mailbox = await this.readers.seen(call.caller);
    if (!mailbox || mailbox.state.email === 'none') return this.view(mailbox);
    return this.view(await this.change(mailbox.id, {}, call, 'none', {}));
  }

  private change(
    id: string,
    request: object,
    call: Call,
    state: EmailChanged['state'],
    personal: MailboxFile,
  ): Promise<Mailbox> {
    const at = this.runtime.now().toISOString();
    return this.mailboxes.updatePersonal(id, request, call, () => ({
      events: [happened(events.emailChanged, { state, at })],
      personal,
    }));
  }

  private async view(mailbox: Mailbox | undefined): Promise<PreferencesView> {
    const file = mailbox ? await this.mailboxes.fileOf(mailbox.id) : {};
    const address = file.address ?? file.pendingAddress;
    return {
      version: mailbox?.version ?? 0,
      digest: mailbox?.state.digest ?? 'off',
      choices: mailbox?.state.choices ?? [],
      ...(mailbox?.state.quiet && { quiet: mailbox.state.quiet }),
      email: {
        available: this.mailer.available,
        verified: file.address !== undefined,
        ...(address && { address: masked(address) }),
      },
      rules: this.book.rules.map(({ name, title, urgency }) => ({ name, title, urgency })),
      keptDays: this.settings.keptDays,
    };
  }
}

/** `zhang@example.cn` → `z***@example.cn`. */
function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}***${address.slice(at)}`;
}
