import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, invalidCursor, NotAllowedNow } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { creationId, happened, type Loaded } from '#libs/store';
import { Identity } from '../../contract/index.js';
import { AlreadyRegistered, UnknownOrganisation } from '../../contract/problems.js';
import type {
  ListSystems,
  RegisterSystem,
  RotateSystemSecret,
  SystemId,
  SystemPage,
  SystemView,
  SystemWithSecret,
} from '../../contract/system.dto.js';
import { OrganisationStore } from '../organisation/organisation.store.js';
import { Sessions } from '../session/sessions.js';
import type { SystemState } from './system.js';
import { SystemStore } from './system.store.js';
import { SystemSecrets } from './system-secret.js';

const OVERLAP_HOURS = 24;
const HOUR_MS = 3_600_000;
const { events } = Identity;

/** Systems of organisations, and their secrets. */
@Injectable()
export class Systems {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly store: SystemStore,
    private readonly secrets: SystemSecrets,
    private readonly organisations: OrganisationStore,
    private readonly sessions: Sessions,
  ) {}

  async register(request: RegisterSystem, call: Call): Promise<SystemWithSecret> {
    if (!(await this.organisations.find(request.organisation))) throw UnknownOrganisation.with();
    const id = creationId(call);
    const secretMadeAt = this.runtime.now().toISOString();
    const system = await this.store.create(
      id,
      request,
      call,
      () => [happened(events.systemRegistered, { ...request, id, secretMadeAt })],
      () => AlreadyRegistered.with(),
    );
    return this.withSecret(system);
  }

  async list({ organisation, limit = DEFAULT_PAGE, cursor }: ListSystems): Promise<SystemPage> {
    const after = cursor ? decodeCursor(cursor)?.[0] : undefined;
    if (cursor && typeof after !== 'string') throw invalidCursor();
    const rows = await this.store.documents
      .find({
        ...(organisation && { 'state.organisation': organisation }),
        ...(typeof after === 'string' && { _id: { $gt: after } }),
      })
      .sort({ _id: 1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ _id, v, state }) => this.view({ id: _id, version: v, state })),
      ...(rows.length > limit && last && { next: encodeCursor([last._id]) }),
    };
  }

  async rotateSecret(request: RotateSystemSecret, call: Call): Promise<SystemWithSecret> {
    const { id, overlapHours = OVERLAP_HOURS } = request;
    const now = this.runtime.now();
    const oldSecretUntil = new Date(now.getTime() + overlapHours * HOUR_MS).toISOString();
    const system = await this.store.update(id, request, call, () => [
      happened(events.systemSecretRotated, { id, secretMadeAt: now.toISOString(), oldSecretUntil }),
    ]);
    return this.withSecret(system);
  }

  /** From now on it gets no token, and those that it has are refused. */
  async disable(request: SystemId, call: Call): Promise<SystemView> {
    const system = await this.store.update(request.id, request, call, ({ state }) => {
      if (state.disabled) throw NotAllowedNow.with({ allowed: ['enableSystem'] });
      return [happened(events.systemDisabled, { id: request.id })];
    });
    await this.sessions.endAllOf(subjectOf(request.id));
    return this.view(system);
  }

  async enable(request: SystemId, call: Call): Promise<SystemView> {
    return this.view(
      await this.store.update(request.id, request, call, ({ state }) => {
        if (!state.disabled) throw NotAllowedNow.with({ allowed: ['disableSystem', 'rotateSystemSecret'] });
        return [happened(events.systemEnabled, { id: request.id })];
      }),
    );
  }

  /** The system, unless it is unknown or disabled. */
  async active(id: string): Promise<Loaded<SystemState> | undefined> {
    const system = await this.store.find(id);
    return system && !system.state.disabled ? system : undefined;
  }

  /** Digests of the secrets that it may show now. */
  validSecrets({ id, state }: Loaded<SystemState>): string {
    return this.secrets.digestsOf(id, state, this.runtime.now());
  }

  /** Who a token of the system speaks for. */
  async principalOf({ id, state }: Loaded<SystemState>): Promise<Principal> {
    const organisation = await this.organisations.find(state.organisation);
    return {
      subject: subjectOf(id),
      name: state.name.zh,
      organisation: state.organisation,
      ...(organisation && { organisationName: organisation.state.name.zh }),
      roles: state.roles,
    };
  }

  private withSecret(system: Loaded<SystemState>): SystemWithSecret {
    const number = system.state.secrets[0]?.number ?? 1;
    return { ...this.view(system), secret: this.secrets.secretOf(system.id, number) };
  }

  private view({ id, version, state }: Loaded<SystemState>): SystemView {
    const [newest, old] = state.secrets;
    const holds = old?.until !== undefined && Date.parse(old.until) > this.runtime.now().getTime();
    return {
      id,
      version,
      name: state.name,
      organisation: state.organisation,
      roles: [...state.roles],
      ...(state.redirectUris && { redirectUris: [...state.redirectUris] }),
      disabled: state.disabled,
      secretMadeAt: newest?.madeAt ?? '',
      ...(holds && old?.until !== undefined && { oldSecretUntil: old.until }),
    };
  }
}

/** Subject of a system's tokens. */
export function subjectOf(id: string): string {
  return `system:${id}`;
}
