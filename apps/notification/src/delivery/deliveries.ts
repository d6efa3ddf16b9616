import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import { hasAnyRole } from '#libs/access';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, Forbidden, invalidCursor } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type { AggregateDocument, Loaded } from '#libs/store';
import type {
  DeliveryById,
  DeliveryPage,
  DeliveryView,
  ListDeliveries,
} from '../../contract/delivery.dto.js';
import { Webhooks } from '../webhook/webhooks.js';
import { decideRetry } from './decide-delivery.js';
import type { Delivery } from './delivery.js';
import { DeliveryStore } from './delivery.store.js';

const OPERATOR = ['platform.operator'];

/** The log of deliveries: all of it for operators, one webhook's for its owner. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly store: DeliveryStore,
    private readonly webhooks: Webhooks,
    private readonly runtime: ServiceRuntime,
  ) {}

  async list(request: ListDeliveries, { caller }: Call): Promise<DeliveryPage> {
    const { limit = DEFAULT_PAGE, cursor, state, channel, webhook } = request;
    if (!hasAnyRole(caller, OPERATOR)) {
      if (!webhook) throw Forbidden.with({ detail: NAME_ONE });
      await this.webhooks.mine(webhook, caller);
    }
    const rows = await this.store.documents
      .find({
        ...(state && { 'state.state': state }),
        ...(channel && { 'state.channel': channel }),
        ...(webhook && { 'state.target': webhook }),
        ...(cursor && olderThan(cursor)),
      } as Filter<AggregateDocument<Delivery>>)
      .sort({ 'state.createdAt': -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => view({ id: row._id, version: row.v, state: row.state })),
      ...(rows.length > limit && last && { next: encodeCursor([last.state.createdAt, last._id]) }),
    };
  }

  async retry(request: DeliveryById, call: Call): Promise<DeliveryView> {
    const { state } = await this.store.load(request.id);
    if (!hasAnyRole(call.caller, OPERATOR)) await this.webhooks.mine(state.target, call.caller);
    const decide = (current: Loaded<Delivery>) => decideRetry(current.state, this.runtime.now());
    return view(await this.store.update(request.id, request, call, decide));
  }
}

function view({ id, version, state }: Loaded<Delivery>): DeliveryView {
  const { channel, target, notifications, attempts, reason, nextFireAt, createdAt, deliveredAt } = state;
  return {
    id,
    version,
    channel,
    target,
    state: state.state,
    notifications: notifications.length,
    attempts,
    retriable: state.state !== 'waiting',
    createdAt,
    ...(reason && { reason }),
    ...(nextFireAt && { due: nextFireAt }),
    ...(deliveredAt && { deliveredAt }),
  };
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor) ?? [];
  if (typeof createdAt !== 'string' || typeof id !== 'string') throw invalidCursor();
  return {
    $or: [{ 'state.createdAt': { $lt: createdAt } }, { 'state.createdAt': createdAt, _id: { $lt: id } }],
  };
}

const NAME_ONE = {
  zh: '只有平台运维可以查看全部投递；其他人请指定自己的消息接口',
  en: 'Only operators see all deliveries; name one of your own webhooks',
};
