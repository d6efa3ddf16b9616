import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Collection, Filter } from 'mongodb';
import {
  DEFAULT_PAGE,
  decodeCursor,
  encodeCursor,
  Forbidden,
  invalidCursor,
  NotFound,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type { ListSessions, SessionPage, SessionView } from '../../contract/session-list.dto.js';
import { OidcStore } from '../oidc/oidc.store.js';
import { Revocations } from '../tokens/revocations.js';

/** A sign-in that lasts: every token of it carries its id as `sid`. */
export interface KeptSession {
  _id: string;
  subject: string;
  /** Which client signed in: `console`, `direct` for `signIn`, or the id of a system. */
  client: string;
  userAgent?: string;
  startedAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  endedAt?: Date;
}

type Start = Pick<KeptSession, 'subject' | 'client' | 'userAgent'> & { readonly seconds: number };

const OPERATOR_ROLE = 'platform.operator';

/** Sessions of people: what their owner sees and ends. */
@Injectable()
export class Sessions {
  private readonly kept: Collection<KeptSession>;

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly revocations: Revocations,
    private readonly oidc: OidcStore,
  ) {
    this.kept = runtime.database.db.collection('sessions');
    runtime.beforeServing(async () => {
      await this.kept.createIndexes([
        { key: { subject: 1, startedAt: -1, _id: -1 }, name: 'of' },
        { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
      ]);
    });
  }

  /** A session of the direct grant. */
  async open(start: Start): Promise<string> {
    const id = randomUUID();
    await this.seen(id, start);
    return id;
  }

  /** Notes that a session was used, the first time too. @returns false when it has been ended */
  async seen(id: string, { subject, client, userAgent, seconds }: Start): Promise<boolean> {
    const now = this.runtime.now();
    const session = await this.kept.findOneAndUpdate(
      { _id: id },
      {
        $set: { lastSeenAt: now },
        $setOnInsert: {
          subject,
          client,
          ...(userAgent && { userAgent: userAgent.slice(0, 300) }),
          startedAt: now,
          expiresAt: new Date(now.getTime() + seconds * 1_000),
        },
      },
      { upsert: true, returnDocument: 'after' },
    );
    return session?.endedAt === undefined && !(await this.revocations.holds('session', id));
  }

  /** The caller's sessions, newest first; an operator may ask for somebody else's. */
  async list(
    { subject, limit = DEFAULT_PAGE, cursor }: ListSessions,
    { caller }: Call,
  ): Promise<SessionPage> {
    const whose = subject ?? caller.subject;
    if (whose !== caller.subject && !caller.roles.includes(OPERATOR_ROLE)) throw OTHERS();
    const filter: Filter<KeptSession> = {
      $and: [
        { subject: whose, endedAt: { $exists: false }, expiresAt: { $gt: this.runtime.now() } },
        cursor ? olderThan(cursor) : {},
      ],
    };
    const rows = await this.kept
      .find(filter)
      .sort({ startedAt: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((session) => view(session, caller.session)),
      ...(rows.length > limit && last && { next: encodeCursor([last.startedAt.toISOString(), last._id]) }),
    };
  }

  /** Ends a session of the caller, or, for an operator, anybody's. @throws Problem `not-found` */
  async revoke(id: string, { caller }: Call): Promise<SessionView> {
    const session = await this.kept.findOne({ _id: id });
    // Who may not end it does not learn that it exists.
    const may = session && (session.subject === caller.subject || caller.roles.includes(OPERATOR_ROLE));
    if (!may) throw NotFound.with();
    await this.end(id);
    return view(session, caller.session);
  }

  /** Ends a session: its tokens are refused everywhere, its refresh tokens and its sign-in page are gone. */
  async end(id: string): Promise<void> {
    // First the revocation: from here on nothing of the session works, whatever dies next.
    await this.revocations.revoke([{ kind: 'session', id }]);
    await this.oidc.forgetSession(id);
    await this.kept.updateOne({ _id: id }, { $set: { endedAt: this.runtime.now() } });
  }

  /** Ends all sessions of a subject, and every token it was given until now. @returns how many sessions */
  async endAllOf(subject: string): Promise<number> {
    const open = await this.kept.find({ subject, endedAt: { $exists: false } }).toArray();
    await this.revocations.revoke([
      { kind: 'subject', id: subject },
      ...open.map(({ _id }) => ({ kind: 'session' as const, id: _id })),
    ]);
    await this.oidc.forgetAccount(subject);
    await this.kept.updateMany(
      { subject, endedAt: { $exists: false } },
      { $set: { endedAt: this.runtime.now() } },
    );
    return open.length;
  }
}

function view(session: KeptSession, present: string | undefined): SessionView {
  const { _id, subject, client, userAgent, startedAt, lastSeenAt, expiresAt } = session;
  return {
    id: _id,
    subject,
    client,
    ...(userAgent && { userAgent }),
    startedAt: startedAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    present: _id === present,
  };
}

/** @throws Problem `invalid-request` */
function olderThan(cursor: string): Filter<KeptSession> {
  const [time, id] = decodeCursor(cursor) ?? [];
  if (typeof time !== 'string' || typeof id !== 'string' || Number.isNaN(Date.parse(time)))
    throw invalidCursor();
  const startedAt = new Date(time);
  return { $or: [{ startedAt: { $lt: startedAt } }, { startedAt, _id: { $lt: id } }] };
}

const OTHERS = () =>
  Forbidden.with({
    detail: { zh: '只有平台运维可以查看他人的会话', en: "Only an operator sees other people's sessions" },
  });
