import { Injectable } from '@nestjs/common';
import type { Account, AccountClaims, ClientCredentials, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { ServiceRuntime } from '#libs/service-host';
import { Accounts } from '../account/accounts.js';
import { IdentitySettings } from '../identity-settings.js';
import { Sessions } from '../session/sessions.js';
import { isOneOf } from '../system/system-secret.js';
import { Systems, subjectOf } from '../system/systems.js';
import { principalClaims } from '../tokens/access-tokens.js';
import { Vault } from '../tokens/sealed.js';
import { SigningKeys } from '../tokens/signing-keys.js';
import { LIFETIME } from '../tokens/token-lifetimes.js';
import { Clients } from './clients.js';
import { loadProviderLibrary } from './load-provider.js';
import { OidcStore } from './oidc.store.js';
import { mongoAdapter } from './oidc-adapter.js';
import { oidcConfiguration } from './oidc-configuration.js';
import { ownTokenMiddleware } from './own-token-middleware.js';
import { OwnTokens } from './own-tokens.js';

/** The OpenID provider of the city: the kept library, with our accounts, clients, keys and storage. */
@Injectable()
export class OidcProvider {
  private provider: Provider | undefined;
  private library: Awaited<ReturnType<typeof loadProviderLibrary>> | undefined;

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly settings: IdentitySettings,
    private readonly store: OidcStore,
    private readonly keys: SigningKeys,
    private readonly clients: Clients,
    private readonly accounts: Accounts,
    private readonly systems: Systems,
    private readonly sessions: Sessions,
    private readonly ownTokens: OwnTokens,
  ) {
    // It takes its keys when it is made; it keeps nothing else in memory, so it is made anew for other keys.
    keys.onChange(() => {
      this.provider = undefined;
    });
    runtime.beforeServing(async () => {
      this.library = await loadProviderLibrary();
    });
  }

  /** The provider with the keys of now. */
  current(): Provider {
    this.provider ??= this.make();
    return this.provider;
  }

  private make(): Provider {
    const { library } = this;
    if (!library) throw new Error('the provider library is not loaded');
    const { cityId } = this.runtime.configuration;
    const vault = new Vault(this.settings.keySecret, 'oidc');
    const alreadyUsed = () => new library.errors.InvalidGrant('already used');
    const configuration = oidcConfiguration({
      cityId,
      cookieKeys: [vault.derive('cookies')],
      invalidTarget: library.errors.InvalidTarget,
      systemSubject: subjectOf,
      adapter: mongoAdapter(this.store, this.clients.find, alreadyUsed),
      clients: this.clients.fixed(),
      jwks: { keys: this.keys.privateKeys() as never },
      findAccount: (_ctx, subject) => this.findAccount(subject),
      extraTokenClaims: async (ctx, token) => {
        if (token.kind === 'ClientCredentials') return this.systemClaims(token as ClientCredentials);
        const claims = await this.sessionClaims(ctx, token);
        if (!claims) throw new library.errors.InvalidGrant('the session has ended');
        return claims;
      },
    });
    const provider = new library.Provider(this.settings.issuer, configuration);
    provider.proxy = true; // the gateway says by which address and scheme it was asked
    // Metadata of a client holds digests of its secrets, never a secret.
    provider.Client.prototype.compareClientSecret = function (secret: string) {
      return isOneOf(this.clientSecret, secret);
    };
    this.endSessionsOfRevokedGrants(provider);
    provider.use(ownTokenMiddleware(this.ownTokens));
    provider.on('server_error', (_ctx, error) =>
      this.runtime.logger.error({ err: error }, 'the OpenID provider failed'),
    );
    return provider;
  }

  /** A grant is revoked when a code or refresh token comes twice, or its client asks for it. */
  private endSessionsOfRevokedGrants(provider: Provider): void {
    const endings = new WeakMap<object, Promise<void>>();
    provider.on('grant.revoked', (ctx, grantId) => {
      const { client } = ctx.oidc;
      if (client) endings.set(ctx.req, this.endSessionOf(client.clientId, grantId));
    });
    // The answer waits, so that whoever revokes knows that it is done.
    provider.use(async (ctx, next) => {
      await next();
      await endings.get(ctx.req);
    });
  }

  private async endSessionOf(clientId: string, grantId: string): Promise<void> {
    const session = await this.store.sessionOfGrant(clientId, grantId);
    if (session !== undefined) await this.sessions.end(session);
  }

  private async findAccount(subject: string): Promise<Account | undefined> {
    const account = await this.accounts.bySubject(subject);
    if (!account || account.disabled) return undefined;
    return {
      accountId: subject,
      claims: async (): Promise<AccountClaims> => ({
        sub: subject,
        ...principalClaims(await account.principal()),
      }),
    };
  }

  private async sessionClaims(
    ctx: KoaContextWithOIDC,
    token: { accountId?: string; sessionUid?: string; clientId?: string },
  ) {
    const { accountId, sessionUid, clientId } = token;
    const account = accountId ? await this.accounts.bySubject(accountId) : undefined;
    if (!account || account.disabled || !sessionUid) return undefined;
    const lives = await this.sessions.seen(sessionUid, {
      subject: account.subject,
      client: clientId ?? '',
      userAgent: ctx.get('user-agent'),
      seconds: LIFETIME.session,
    });
    return lives ? { ...principalClaims(await account.principal()), sid: sessionUid } : undefined;
  }

  private async systemClaims({ clientId }: ClientCredentials) {
    const system = clientId ? await this.systems.active(clientId) : undefined;
    return system && principalClaims(await this.systems.principalOf(system));
  }
}
