import { Injectable } from '@nestjs/common';
import { hasAnyRole, type Principal } from '#libs/access';
import {
  DEFAULT_PAGE,
  decodeCursor,
  encodeCursor,
  Forbidden,
  IdempotencyKeyReused,
  invalidCursor,
  NotAllowedNow,
  NotFound,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { creationId, type DomainEvent, happened, type Loaded } from '#libs/store';
import { Notification } from '../../contract/index.js';
import { TooManyWebhooks, WebhookNotVerified, WebhookRefused } from '../../contract/problems.js';
import type {
  ListWebhooks,
  RegisterWebhook,
  WebhookById,
  WebhookPage,
  WebhookView,
  WebhookWithSecret,
} from '../../contract/webhook.dto.js';
import { Readers } from '../reader/readers.js';
import { RuleBook } from '../rules/rule-book.js';
import { NotificationSettings } from '../settings.js';
import { faultOfUrl } from './address-guard.js';
import { ping } from './ping.js';
import { newSecret } from './signature.js';
import type { Webhook, WebhookFile } from './webhook.js';
import { ADMIN_ROLE, organisationOwner, WebhookStore } from './webhook.store.js';

const { events } = Notification;
const MOST_OF_OWNER = 20;
const OVERLAP_MS = 24 * 3_600_000;

/** The use cases of webhooks: who may → load → decide → save → reply. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly store: WebhookStore,
    private readonly readers: Readers,
    private readonly book: RuleBook,
    private readonly settings: NotificationSettings,
    private readonly runtime: ServiceRuntime,
  ) {}

  async register(request: RegisterWebhook, call: Call): Promise<WebhookWithSecret> {
    const fault = faultOfUrl(request.url, this.settings.allowedNetworks);
    if (fault) throw WebhookRefused.with({ detail: { zh: '该地址不符合要求', en: fault } });
    for (const rule of request.rules ?? []) this.book.assertHas(rule);
    const { caller } = call;
    const owner = ownerFor(request, caller);
    if (request.owner === 'person') await this.readers.opened(caller);
    const id = creationId(call);
    const present = await this.store.documents.countDocuments(
      { 'state.owner': owner, 'state.state': { $ne: 'removed' }, _id: { $ne: id } },
      { limit: MOST_OF_OWNER },
    );
    if (present >= MOST_OF_OWNER) throw TooManyWebhooks.with();
    const { description, rules } = request;
    const facts = { id, owner, description, ...(rules && { rules }) };
    const organisation = request.owner === 'organisation' ? caller.organisation : undefined;
    const webhook = await this.store.create(
      id,
      request,
      call,
      () => [happened(events.webhookRegistered, { ...facts, ...(organisation && { organisation }) })],
      () => IdempotencyKeyReused.with(),
      { personal: { url: request.url, secret: newSecret() } },
    );
    // The command again, its first answer lost: it gets the same secret, as long as nobody has rotated it.
    return this.withSecret(webhook);
  }

  async list({ limit = DEFAULT_PAGE, cursor }: ListWebhooks, { caller }: Call): Promise<WebhookPage> {
    const rows = await this.store.documents
      .find({
        'state.owner': { $in: ownersOf(caller) },
        'state.state': { $ne: 'removed' },
        ...(cursor && olderThan(cursor)),
      })
      .sort({ 'state.createdAt': -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: await Promise.all(
        page.map(async (document) => {
          const { _id, v, state } = document;
          return view({ id: _id, version: v, state }, await this.store.fileIn(document));
        }),
      ),
      ...(rows.length > limit && last && { next: encodeCursor([last.state.createdAt, last._id]) }),
    };
  }

  async verify(request: WebhookById, call: Call): Promise<WebhookView> {
    const { id } = request;
    await this.mine(id, call.caller);
    const file = await this.store.fileOf(id);
    const reason = await ping(file, this.runtime.now(), this.settings.allowedNetworks);
    if (reason) throw WebhookNotVerified.with({ detail: { zh: `原因：${reason}`, en: reason } });
    return this.change(request, call, (state) =>
      state.state === 'active' ? [] : [happened(events.webhookVerified, { id })],
    );
  }

  async rotateSecret(request: WebhookById, call: Call): Promise<WebhookWithSecret> {
    const { id } = request;
    await this.mine(id, call.caller);
    const changed = await this.store.updatePersonal(id, request, call, ({ state }, { url, secret }) => {
      assertThere(state);
      return {
        events: [happened(events.webhookSecretRotated, { id })],
        personal: {
          ...(url && { url }),
          secret: newSecret(),
          ...(secret && {
            previousSecret: secret,
            previousUntil: new Date(this.runtime.now().getTime() + OVERLAP_MS).toISOString(),
          }),
        },
      };
    });
    return this.withSecret(changed);
  }

  async remove(request: WebhookById, call: Call): Promise<WebhookView> {
    await this.mine(request.id, call.caller);
    const removed = await this.store.updatePersonal(request.id, request, call, ({ state }) => ({
      events: state.state === 'removed' ? [] : [happened(events.webhookRemoved, { id: request.id })],
      personal: {},
    }));
    return view(removed, {});
  }

  /** @throws Problem `not-found` for somebody else's */
  async mine(id: string, caller: Principal): Promise<Loaded<Webhook>> {
    const webhook = await this.store.load(id);
    if (!ownersOf(caller).includes(webhook.state.owner)) throw NotFound.with();
    return webhook;
  }

  private async change(
    request: WebhookById,
    call: Call,
    decide: (state: Webhook) => DomainEvent[],
  ): Promise<WebhookView> {
    const changed = await this.store.update(request.id, request, call, ({ state }) => decide(state));
    return view(changed, await this.store.fileOf(request.id));
  }

  private async withSecret(webhook: Loaded<Webhook>): Promise<WebhookWithSecret> {
    const file = await this.store.fileOf(webhook.id);
    return { ...view(webhook, file), secret: file.secret ?? '' };
  }
}

function ownerFor({ owner }: RegisterWebhook, caller: Principal): string {
  if (owner === 'person') return caller.subject;
  if (!caller.organisation || !hasAnyRole(caller, [ADMIN_ROLE])) throw Forbidden.with();
  return organisationOwner(caller.organisation);
}

/** Owner addresses for which the caller acts. */
function ownersOf(caller: Principal): string[] {
  const admin = caller.organisation && hasAnyRole(caller, [ADMIN_ROLE]);
  return [caller.subject, ...(admin ? [organisationOwner(caller.organisation)] : [])];
}

function assertThere({ state }: Webhook): void {
  if (state === 'removed') throw NotAllowedNow.with({ allowed: [] });
}

function view({ id, version, state }: Loaded<Webhook>, { url = '' }: WebhookFile): WebhookView {
  const { description, rules, reason, createdAt } = state;
  return {
    id,
    version,
    owner: state.organisation ? 'organisation' : 'person',
    url: url.split('?')[0] || '—', // a query may hold a token
    description,
    state: state.state,
    createdAt,
    ...(rules && { rules: [...rules] }),
    ...(reason && { reason }),
  };
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor) ?? [];
  if (typeof createdAt !== 'string' || typeof id !== 'string') throw invalidCursor();
  return {
    $or: [{ 'state.createdAt': { $lt: createdAt } }, { 'state.createdAt': createdAt, _id: { $lt: id } }],
  };
}
