import { Injectable } from '@nestjs/common';
import type { CloudEvent } from '#libs/contract-kit';
import { callAfter, ServiceRuntime } from '#libs/service-host';
import { happened } from '#libs/store';
import { Identity } from '../../contract/index.js';
import { SessionEnd } from '../account/session-end.js';
import { DelegationStore } from '../delegation/delegation.store.js';
import { PersonStore } from '../person/person.store.js';
import { OrganisationStore } from './organisation.store.js';

const { events } = Identity;

/** Facts after which tokens that were given before must not be believed any more: whose they are. */
const ENDS_SESSIONS: ReadonlyMap<string, (data: Record<string, string>) => string> = new Map([
  [events.personMoved.subject, ({ id }) => `person:${id}`],
  [events.personDisabled.subject, ({ id }) => `person:${id}`],
  [events.rolesRevoked.subject, ({ id }) => `person:${id}`],
  [events.passwordReset.subject, ({ id }) => `person:${id}`],
  [events.delegationRevoked.subject, ({ delegate }) => `person:${delegate}`],
  [events.citizenClosed.subject, ({ id }) => `citizen:${id}`],
  [events.enterpriseClosed.subject, ({ id }) => `enterprise:${id}`],
  [events.agentRemoved.subject, ({ agent }) => `citizen:${agent}`],
] as [string, (data: Record<string, string>) => string][]);

const ENDS_ACTING = new Set([
  events.personMoved.subject,
  events.personDisabled.subject,
  events.rolesRevoked.subject,
]);
const CLOSED = new Set([events.citizenClosed.subject, events.enterpriseClosed.subject]);

const REASONS = { merged: '单位合并，随单位转入', split: '单位分设，转入承接单位' } as const;

/**
 * What follows from facts of the directory. It hears them as events, so that nothing is forgotten whatever dies:
 * an event comes again until it was taken, and each step is decided from the state.
 */
@Injectable()
export class DirectoryFollower {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly organisations: OrganisationStore,
    private readonly people: PersonStore,
    private readonly delegations: DelegationStore,
    private readonly sessions: SessionEnd,
  ) {
    runtime.onEvents('directory', (event) => this.take(event));
  }

  async take(event: CloudEvent): Promise<void> {
    const data = event.data as Record<string, string>;
    switch (event.type) {
      case events.organisationMerged.subject:
      case events.organisationSplit.subject:
        await this.moveAll(event, String(data.code));
        break;
      case events.organisationDissolved.subject:
        await this.endSessionsIn(String(data.code));
        break;
      // Whoever was registered or moved while the organisation ended goes on to its heir.
      case events.personRegistered.subject:
        await this.moveOn(event, String(data.id));
        break;
      case events.personMoved.subject:
        await this.moveOn(event, String(data.id));
        break;
    }
    const subject = ENDS_SESSIONS.get(event.type)?.(data);
    if (subject) await this.sessions.endAllOf(subject);
    // Who acts for somebody acts with that person's rights: they end together.
    if (ENDS_ACTING.has(event.type))
      for (const delegate of await this.delegations.delegatesOf(String(data.id)))
        await this.sessions.endAllOf(`person:${delegate}`);
    // A closed account's file is given up with its keys.
    if (subject && CLOSED.has(event.type)) await this.runtime.personal?.beginErasure(subject, event.id);
  }

  /** Nobody can be registered there any more: the loop ends. */
  private async moveAll(event: CloudEvent, code: string): Promise<void> {
    for (let ids = await this.people.idsIn(code); ids.length > 0; ids = await this.people.idsIn(code))
      for (const id of ids) await this.moveOn(event, id);
  }

  private async moveOn(event: CloudEvent, id: string): Promise<void> {
    const person = await this.people.find(id);
    const from = person && (await this.organisations.find(person.state.organisation))?.state;
    const to = from?.heir && (await this.organisations.presentOf(from.code));
    if (!person || !from || !to) return;
    const reason = REASONS[from.status === 'split' ? 'split' : 'merged'];
    await this.people.update(id, {}, callAfter(this.runtime, event), ({ state }) =>
      state.organisation === from.code
        ? [
            happened(events.personMoved, {
              id,
              from: from.code,
              to: to.code,
              roles: [...state.roles],
              reason,
            }),
          ]
        : [],
    );
  }

  /** Their accounts are closed to sign-in while the organisation is dissolved; what they hold must end, too. */
  private async endSessionsIn(code: string): Promise<void> {
    const all = this.people.documents
      .find({ 'state.organisation': code })
      .project<{ _id: string }>({ _id: 1 });
    for await (const { _id } of all) await this.sessions.endAllOf(`person:${_id}`);
  }
}
