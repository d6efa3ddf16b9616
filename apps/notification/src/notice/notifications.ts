import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import { addressesOf, type Principal } from '#libs/access';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, invalidCursor } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type { AggregateDocument } from '#libs/store';
import type {
  ListNotifications,
  MarkAllRead,
  MarkRead,
  NotificationPage,
  NotificationView,
  UnreadCount,
} from '../../contract/notification.dto.js';
import { Readers } from '../reader/readers.js';
import { type NotificationState, NotificationStore } from './notification.store.js';

type Row = AggregateDocument<NotificationState> & { readBy?: readonly string[] };
type RowFilter = Filter<Row>;

const MOST_COUNTED = 1_000;

/** The notifications of the caller: those addressed to them, to their roles here, to their roles in the city. */
@Injectable()
export class Notifications {
  constructor(
    private readonly store: NotificationStore,
    private readonly readers: Readers,
    private readonly runtime: ServiceRuntime,
  ) {}

  async list(request: ListNotifications, { caller }: Call): Promise<NotificationPage> {
    const { limit = DEFAULT_PAGE, cursor, state, rule, urgency } = request;
    const mine = await this.reach(caller);
    const filter: RowFilter = {
      $and: [
        mine,
        ...(state === 'unread' ? [{ readBy: { $ne: caller.subject } }] : []),
        ...(state === 'read' ? [{ readBy: caller.subject }] : []),
        ...(rule ? [{ 'state.rule': rule }] : []),
        ...(urgency ? [{ 'state.urgency': urgency }] : []),
        ...(cursor ? [olderThan(cursor)] : []),
      ] as RowFilter[],
    };
    const [rows, unread] = await Promise.all([
      this.rows
        .find(filter)
        .sort({ 'state.madeAt': -1, _id: -1 })
        .limit(limit + 1)
        .toArray(),
      this.count(mine, caller),
    ]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => view(row as Row, caller.subject)),
      unread,
      ...(rows.length > limit && last && { next: encodeCursor([last.state.madeAt, last._id]) }),
    };
  }

  async unread({ caller }: Call): Promise<UnreadCount> {
    return { unread: await this.count(await this.reach(caller), caller) };
  }

  async markRead({ ids }: MarkRead, { caller }: Call): Promise<UnreadCount> {
    const mine = await this.reach(caller);
    await this.mark({ $and: [mine, { _id: { $in: ids } }] } as RowFilter, caller);
    return { unread: await this.count(mine, caller) };
  }

  async markAllRead({ until }: MarkAllRead, { caller }: Call): Promise<UnreadCount> {
    const mine = await this.reach(caller);
    // Instants are compared as text: the caller may have written theirs without milliseconds.
    const upTo = until ? new Date(until).toISOString() : this.runtime.now().toISOString();
    await this.mark({ $and: [mine, { 'state.madeAt': { $lte: upTo } }] } as RowFilter, caller);
    return { unread: await this.count(mine, caller) };
  }

  /** What the caller is reached by; also notes that they were here, where they have a mailbox. */
  private async reach(caller: Principal): Promise<RowFilter> {
    const mailbox = await this.readers.seen(caller);
    const muted = mailbox?.state.choices.filter(({ channel, on }) => channel === 'inApp' && !on) ?? [];
    return {
      'state.audience': { $in: addressesOf(caller) },
      'state.except': { $ne: caller.subject },
      'state.expiresAt': { $gt: this.runtime.now().toISOString() },
      ...(muted.length > 0 && { 'state.rule': { $nin: muted.map(({ rule }) => rule) } }),
    } as RowFilter;
  }

  private count(mine: RowFilter, { subject }: Principal): Promise<number> {
    const unread = { $and: [mine, { readBy: { $ne: subject } }] } as RowFilter;
    return this.rows.countDocuments(unread, { limit: MOST_COUNTED });
  }

  private async mark(filter: RowFilter, { subject }: Principal): Promise<void> {
    await this.rows.updateMany(filter, { $addToSet: { readBy: subject } } as never);
  }

  private get rows() {
    return this.store.documents as unknown as import('mongodb').Collection<Row>;
  }
}

function view({ _id, state, readBy = [] }: Row, subject: string): NotificationView {
  const { rule, urgency, headline, text, link, occurredAt, madeAt } = state;
  return { id: _id, rule, urgency, headline, text, link, occurredAt, madeAt, read: readBy.includes(subject) };
}

function olderThan(cursor: string) {
  const [madeAt, id] = decodeCursor(cursor) ?? [];
  if (typeof madeAt !== 'string' || typeof id !== 'string') throw invalidCursor();
  return { $or: [{ 'state.madeAt': { $lt: madeAt } }, { 'state.madeAt': madeAt, _id: { $lt: id } }] };
}
