import type { Configuration, errors, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { LIFETIME } from '../tokens/token-lifetimes.js';
import { CITY_SCOPE, cityResource } from './city-resource.js';
import { confirmSignOut, errorPage, signedOutPage } from './oidc-pages.js';

/** What of the provider is decided elsewhere. */
export interface ProviderParts
  extends Required<Pick<Configuration, 'adapter' | 'clients' | 'jwks' | 'findAccount' | 'extraTokenClaims'>> {
  readonly cityId: string;
  readonly cookieKeys: string[];
  readonly invalidTarget: typeof errors.InvalidTarget;
  /** `sub` of a system's tokens. */
  readonly systemSubject: (clientId: string) => string;
}

/** The provider's configuration: one page of policy, everything that we do not need is off. */
export function oidcConfiguration(parts: ProviderParts): Configuration {
  const { cityId, cookieKeys, invalidTarget, systemSubject, ...rest } = parts;
  const resource = cityResource(cityId);
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true } as const;
  return {
    ...rest,
    clientDefaults: { id_token_signed_response_alg: 'EdDSA' },
    enabledJWA: {
      idTokenSigningAlgValues: ['EdDSA'],
      userinfoSigningAlgValues: ['EdDSA'],
      introspectionSigningAlgValues: ['EdDSA'],
    },
    scopes: ['openid', CITY_SCOPE],
    claims: { openid: ['sub', 'name', 'org', 'org_name', 'roles'] },
    // The id token says who it is at once: the console needs no second request.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    responseTypes: ['code'],
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => true,
    loadExistingGrant,
    // Browsers name their origin in every POST, from our own pages too: a client may come from where it lives.
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((address) => new URL(address).origin === origin),
    cookies: {
      keys: cookieKeys,
      long: cookie,
      short: cookie,
      names: {
        session: 'citybrain_session',
        interaction: 'citybrain_interaction',
        resume: 'citybrain_resume',
      },
    },
    interactions: { url: (_ctx, { uid }) => `/oidc/interaction/${uid}` },
    routes: { authorization: '/auth', end_session: '/sign-out', userinfo: '/userinfo', jwks: '/jwks' },
    ttl: {
      AccessToken: LIFETIME.access,
      ClientCredentials: LIFETIME.access,
      IdToken: LIFETIME.access,
      AuthorizationCode: LIFETIME.code,
      RefreshToken: LIFETIME.refresh,
      Interaction: LIFETIME.interaction,
      Session: LIFETIME.session,
      Grant: LIFETIME.session,
    },
    formats: {
      customizers: {
        jwt: (_ctx, token, { payload }) => {
          if (token.kind === 'ClientCredentials') payload.sub = systemSubject(String(token.clientId));
        },
      },
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: async (_ctx, { clientAuthMethod }) => clientAuthMethod !== 'none',
      },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => {
          ctx.body = confirmSignOut(form);
        },
        postLogoutSuccessSource: async (ctx) => {
          ctx.body = signedOutPage();
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => resource,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_ctx, asked) => {
          if (asked !== resource) throw new invalidTarget();
          return {
            scope: CITY_SCOPE,
            audience: cityId,
            accessTokenTTL: LIFETIME.access,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'EdDSA' } },
          };
        },
      },
    },
    renderError: async (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(out.error, out.error_description);
    },
  };

  /** All clients are the city's own: nobody is asked whether they may know who signs in. */
  async function loadExistingGrant(ctx: KoaContextWithOIDC) {
    const { session, client, provider } = ctx.oidc as typeof ctx.oidc & { provider: Provider };
    const { clientId } = client ?? {};
    const accountId = session?.accountId;
    if (!session || !clientId || !accountId) return undefined;
    const known = session.grantIdFor(clientId);
    const existing = known ? await provider.Grant.find(known) : undefined;
    if (existing) return existing;
    const grant = new provider.Grant({ clientId, accountId });
    grant.addOIDCScope('openid');
    grant.addResourceScope(resource, CITY_SCOPE);
    await grant.save();
    return grant;
  }
}
