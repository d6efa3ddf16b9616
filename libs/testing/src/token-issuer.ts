import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Principal } from '#libs/access';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/**
 * A token issuer of its own: a key pair, and its key set over HTTP on loopback. Services trust it by
 * configuration (`TOKEN_ISSUERS`), just as they would trust any other issuer.
 */
export class TestIssuer {
  private constructor(
    private readonly server: Server,
    private readonly key: SigningKey,
    private readonly kid: string,
    readonly issuer: string,
    readonly jwks: string,
  ) {}

  static async start(): Promise<TestIssuer> {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const jwk: JWK = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    const body = JSON.stringify({ keys: [{ ...jwk, kid, alg: 'EdDSA', use: 'sig' }] });
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new TestIssuer(
      server,
      privateKey as SigningKey,
      kid,
      'urn:citybrain:test-issuer',
      `http://127.0.0.1:${port}/jwks`,
    );
  }

  /** A token for the principal; `expiresIn` in seconds, negative for an expired one. */
  token(principal: Principal, audience: string, expiresIn = 3_600): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      name: principal.name,
      org: principal.organisation,
      org_name: principal.organisationName,
      roles: principal.roles,
      on_behalf_of: principal.onBehalfOf,
      acr: principal.assurance,
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.kid })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setSubject(principal.subject)
      .setIssuedAt(now - 3_600)
      .setExpirationTime(now + expiresIn)
      .sign(this.key);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
