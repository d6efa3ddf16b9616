import type { CloudEvent } from '#libs/contract-kit';
import { Notification } from '../../contract/index.js';
import type {
  EmailChanged,
  PreferencesSet,
  ReaderSeen,
  SetPreferences,
} from '../../contract/preferences.dto.js';

/** State of a mailbox (收件箱): what one person wants, and where group mail may find them. */
export interface MailboxState extends SetPreferences {
  readonly subject: string;
  readonly organisation?: string;
  readonly roles: readonly string[];
  /** Last day on which the person showed these roles. */
  readonly seenOn: string;
  readonly email: 'none' | 'unverified' | 'verified';
}

/** Personal data of a mailbox; never in an event. */
export interface MailboxFile {
  /** The verified address. */
  readonly address?: string;
  readonly pendingAddress?: string;
  /** scrypt-free: six digits live for 30 minutes and five tries. SHA-256 with the mailbox id. */
  readonly codeHash?: string;
  readonly codeSentAt?: string;
}

const { events } = Notification;

/** Folds one event into the state; pure. */
export function applyToMailbox(state: MailboxState | undefined, event: CloudEvent<never>): MailboxState {
  if (event.type === events.readerSeen.subject) {
    const { subject, organisation, roles, on } = event.data as ReaderSeen;
    const chosen = state ?? { digest: 'off' as const, choices: [], email: 'none' as const };
    const { organisation: _before, ...rest } = chosen as MailboxState;
    return {
      ...rest,
      subject,
      ...(organisation && { organisation }),
      roles: roles.map(({ role }) => role),
      seenOn: on,
    };
  }
  if (!state) throw new Error(`mailbox ${event.aggregateid} has no beginning`);
  if (event.type === events.preferencesSet.subject) {
    const { quiet: _before, ...rest } = state;
    return { ...rest, ...(event.data as PreferencesSet) };
  }
  if (event.type === events.emailChanged.subject)
    return { ...state, email: (event.data as EmailChanged).state };
  throw new Error(`mailbox ${event.aggregateid} has an unknown event ${event.type}`);
}

/** Whether the person takes this rule on this channel; what is not named is on. */
export function takes(
  { choices }: Pick<MailboxState, 'choices'>,
  rule: string,
  channel: 'inApp' | 'email' | 'webhook',
): boolean {
  return !choices.some((choice) => choice.rule === rule && choice.channel === channel && !choice.on);
}
