import { Injectable } from '@nestjs/common';
import type { AdapterPayload, ClientMetadata } from 'oidc-provider';
import { ServiceRuntime } from '#libs/service-host';
import { IdentitySettings } from '../identity-settings.js';
import { Systems } from '../system/systems.js';

/** The browser console: a public client, known by its addresses. */
export const CONSOLE = 'console';

/** Clients of the provider: the console, and every system that is registered and not disabled. */
@Injectable()
export class Clients {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly settings: IdentitySettings,
    private readonly systems: Systems,
  ) {}

  /** Clients that are always there. */
  fixed(): ClientMetadata[] {
    const origins = this.consoleOrigins();
    return [
      {
        client_id: CONSOLE,
        client_name: 'citybrain console',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: origins.map((origin) => `${origin}/signed-in`),
        post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
        scope: 'openid',
      },
    ];
  }

  find = async (id: string): Promise<AdapterPayload | undefined> => {
    const system = await this.systems.active(id);
    if (!system) return undefined;
    const { redirectUris = [] } = system.state;
    const signsIn = redirectUris.length > 0;
    const metadata: ClientMetadata = {
      client_id: id,
      client_name: system.state.name.zh,
      // Not the secret: the digests of those that hold now; `isOneOf` compares.
      client_secret: this.systems.validSecrets(system),
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials', ...(signsIn ? ['authorization_code', 'refresh_token'] : [])],
      response_types: signsIn ? ['code'] : [],
      redirect_uris: [...redirectUris],
      ...(signsIn && { scope: 'openid' }),
    };
    return metadata as AdapterPayload;
  };

  /**
   * Where the console may stand: at the gateway's public address, at `localhost` too when that is a loopback
   * address, and at the addresses of `CONSOLE_ORIGINS` (a development server, for example).
   */
  private consoleOrigins(): string[] {
    const { origin, hostname } = new URL(this.settings.issuer);
    const aliases = hostname === '127.0.0.1' ? [origin.replace('127.0.0.1', 'localhost')] : [];
    const further = (this.runtime.environment.CONSOLE_ORIGINS ?? '').split(',').filter(Boolean);
    return [origin, ...aliases, ...further];
  }
}
