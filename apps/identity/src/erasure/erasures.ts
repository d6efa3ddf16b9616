import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import stringify from 'safe-stable-stringify';
import {
  type CloudEvent,
  type DataErased,
  DEFAULT_PAGE,
  decodeCursor,
  encodeCursor,
  Forbidden,
  IdempotencyKeyReused,
  invalidCursor,
  NotFound,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { creationId, happened, type Loaded } from '#libs/store';
import type {
  DecideErasure,
  ErasurePage,
  ErasureView,
  ListErasures,
  RequestErasure,
} from '../../contract/erasure.dto.js';
import { Identity } from '../../contract/index.js';
import { ErasureStore } from './erasure.store.js';
import { confirmErasure, decideOnErasure, type Erasing, KEEPERS } from './erasure-machine.js';

/** Erasure of personal data, from the request to the proof. */
@Injectable()
export class Erasures {
  constructor(
    private readonly store: ErasureStore,
    private readonly runtime: ServiceRuntime,
  ) {
    runtime.onEvents('confirmations', (event) => this.confirmed(event as CloudEvent<DataErased>));
  }

  async request(request: RequestErasure, call: Call): Promise<ErasureView> {
    const { subject = call.caller.subject, ground } = request;
    if (subject !== call.caller.subject && !call.caller.roles.includes('privacy.officer'))
      throw Forbidden.with();
    const id = creationId(call);
    const asked = happened(Identity.events.erasureRequested, { id, subject, ground });
    return view(
      await this.store.create(
        id,
        request,
        call,
        () => [asked],
        () => IdempotencyKeyReused.with(),
      ),
    );
  }

  async decide(request: DecideErasure, call: Call): Promise<ErasureView> {
    return view(
      await this.store.update(request.id, request, call, ({ state }) => {
        if (state.subject === call.caller.subject) throw Forbidden.with();
        return decideOnErasure(state, request, this.runtime.now());
      }),
    );
  }

  async get(id: string, { caller }: Call): Promise<ErasureView> {
    const found = await this.store.load(id);
    const { subject, requestedBy } = found.state;
    if (!seesAll(caller.roles) && caller.subject !== subject && caller.subject !== requestedBy)
      throw NotFound.with();
    return view(found);
  }

  async list({ state, limit = DEFAULT_PAGE, cursor }: ListErasures, { caller }: Call): Promise<ErasurePage> {
    const before = cursor ? decodeCursor(cursor)?.[0] : undefined;
    if (cursor && typeof before !== 'string') throw invalidCursor();
    const rows = await this.store.documents
      .find({
        ...(state && { 'state.state': state }),
        ...(!seesAll(caller.roles) && { 'state.subject': caller.subject }),
        ...(typeof before === 'string' && { _id: { $lt: before } }),
      })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => view({ id: row._id, version: row.v, state: row.state })),
      ...(rows.length > limit && last && { next: encodeCursor([last._id]) }),
    };
  }

  private async confirmed(event: CloudEvent<DataErased>): Promise<void> {
    const { request: id, ...confirmation } = event.data;
    if (!(await this.store.find(id))) return; // of another identity service: not ours to keep
    const call: Call = {
      operation: Identity.operations.decideErasure,
      caller: { subject: `service:${confirmation.service}`, roles: [] },
      language: 'zh',
      deadline: Date.now() + 10_000,
      requestId: event.id,
      correlationId: event.correlationid,
      traceparent: event.traceparent ?? '',
      traceId: event.traceparent?.split('-')[1] ?? '',
    };
    await this.store.update(id, confirmation, call, ({ state }) => confirmErasure(state, id, confirmation));
  }
}

function seesAll(roles: readonly string[]): boolean {
  return roles.includes('privacy.officer') || roles.includes('audit.reader');
}

function view({ id, version, state }: Loaded<Erasing>): ErasureView {
  const { confirmations, doneAt, subject } = state;
  const have = new Set(confirmations.map(({ service }) => service));
  const pending = state.state === 'refused' ? [] : KEEPERS.filter((service) => !have.has(service));
  return {
    id,
    version,
    ...state,
    confirmations: [...confirmations],
    awaited: pending.map((service) => ({ service })),
    ...(doneAt && {
      proof: createHash('sha256')
        .update(stringify({ id, subject, doneAt, confirmations }) ?? '')
        .digest('hex'),
    }),
  };
}
