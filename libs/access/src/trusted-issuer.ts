import type { JWTPayload } from 'jose';
import type { Principal } from './principal.js';

/** An issuer whose tokens are believed, and how its claims are read. */
export interface TrustedIssuer {
  /** Value of `iss`. */
  readonly issuer: string;
  /**
   * Address of its key set, or `nats` for this city's identity service. Absent: `issuer` is an address, and its
   * `/.well-known/openid-configuration` names the key set.
   */
  readonly jwks?: string;
  /** Value that `aud` must have or hold; the city's id unless told otherwise. */
  readonly audience?: string;
  /** Put before its subjects, so that they meet none of ours: `province:`. */
  readonly subjectPrefix?: string;
  /** Role of its tokens → our roles. When given, no other role of its tokens counts. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  /** Names of its claims where they are not ours. */
  readonly claims?: {
    readonly name?: string;
    readonly organisation?: string;
    readonly organisationName?: string;
    readonly roles?: string;
  };
}

/** Who a checked token of this issuer speaks for. */
export function principalFrom(issuer: TrustedIssuer, payload: JWTPayload): Principal {
  const { claims = {}, subjectPrefix = '' } = issuer;
  const name = textOf(payload[claims.name ?? 'name']);
  const organisation = textOf(payload[claims.organisation ?? 'org']);
  const organisationName = textOf(payload[claims.organisationName ?? 'org_name']);
  // Sessions are ours alone: a foreign `sid` must not name one of them.
  const session = issuer.jwks === 'nats' ? textOf(payload.sid) : undefined;
  const onBehalfOf = textOf(payload.on_behalf_of);
  const assurance = textOf(payload.acr);
  return {
    subject: subjectPrefix + String(payload.sub),
    ...(name !== undefined && { name }),
    ...(organisation !== undefined && { organisation }),
    ...(organisationName !== undefined && { organisationName }),
    roles: mapped(issuer, rolesOf(payload[claims.roles ?? 'roles'])),
    ...(session !== undefined && { session }),
    ...(onBehalfOf !== undefined && { onBehalfOf: subjectPrefix + onBehalfOf }),
    ...(assurance !== undefined && { assurance }),
  };
}

function mapped({ roles: map }: TrustedIssuer, roles: readonly string[]): string[] {
  if (!map) return [...roles];
  return [...new Set(roles.flatMap((role) => (Object.hasOwn(map, role) ? (map[role] ?? []) : [])))];
}

/** A list of texts, or one text with words between spaces, as `scope` has them. */
function rolesOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter(Boolean);
  return Array.isArray(value) ? value.filter((role) => typeof role === 'string') : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
