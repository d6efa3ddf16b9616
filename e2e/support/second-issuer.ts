import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** An OpenID provider that is not the city's: other key type, other claims, other audience; found by discovery. */
export interface SecondIssuer {
  readonly issuer: string;
  /** A token of a client that calls itself `sub`, with these groups. */
  token(groups: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

const AUDIENCE = 'rizhao-city';
const RESOURCE = 'urn:province:rizhao-city';
const CLIENT = 'province-portal';
const SECRET = 'a secret of the province, for this test only';

export async function startSecondIssuer(organisation: string): Promise<SecondIssuer> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'province-1' };
  let groups: readonly string[] = [];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    jwks: { keys: [key as never] },
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    extraTokenClaims: async () => ({ groups: [...groups], uscc: organisation, dept: '山东省测试厅' }),
    ttl: { ClientCredentials: 600 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => RESOURCE,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope: 'all',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    token: async (asked) => {
      groups = asked;
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${CLIENT}:${encodeURIComponent(SECRET)}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      const granted = (await response.json()) as { access_token?: string };
      if (!granted.access_token) throw new Error(`the second issuer refused: ${JSON.stringify(granted)}`);
      return granted.access_token;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** How the city is told of it. */
export function trusting({ issuer }: SecondIssuer): string {
  return JSON.stringify([
    {
      issuer,
      audience: AUDIENCE,
      subjectPrefix: 'province:',
      roles: { 'catalog-clerk': ['catalog.editor'] },
      claims: { organisation: 'uscc', organisationName: 'dept', roles: 'groups' },
    },
  ]);
}
