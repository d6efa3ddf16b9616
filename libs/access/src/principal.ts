/** Who a request speaks for, as its token says. */
export interface Principal {
  /** `person:<id>`, `system:<id>`, `service:<name>` or `anonymous`. */
  readonly subject: string;
  readonly name?: string;
  /** Unified social credit code (统一社会信用代码) of the organisation. */
  readonly organisation?: string;
  readonly organisationName?: string;
  readonly roles: readonly string[];
  /** Subject for whom the caller explicitly acts (delegation, agent of an enterprise); claim `on_behalf_of`. */
  readonly onBehalfOf?: string;
  /** How surely the person behind a citizen or enterprise account is known; claim `acr` (OpenID Connect Core §2). */
  readonly assurance?: string;
  /** The session that the token belongs to (`sid`); absent for systems and foreign issuers. */
  readonly session?: string;
}

/** The caller that showed no token. */
export const ANONYMOUS: Principal = { subject: 'anonymous', roles: [] };

export function hasAnyRole(principal: Principal, roles: readonly string[]): boolean {
  return roles.some((role) => principal.roles.includes(role));
}
