import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Principal } from '#libs/access';
import { TokenSigner } from './token-signer.js';

/**
 * A token issuer of its own: a key pair, and its key set over HTTP on loopback. Services trust it by
 * configuration (`TOKEN_ISSUERS`), just as they would trust any other issuer.
 */
export class TestIssuer {
  private constructor(
    private readonly server: Server,
    private readonly signer: TokenSigner,
    readonly jwks: string,
  ) {}

  static async start(): Promise<TestIssuer> {
    const signer = await TokenSigner.make('urn:citybrain:test-issuer');
    const body = JSON.stringify(signer.keySet);
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new TestIssuer(server, signer, `http://127.0.0.1:${port}/jwks`);
  }

  get issuer(): string {
    return this.signer.issuer;
  }

  /** A token for the principal; `expiresIn` in seconds, negative for an expired one. */
  token(principal: Principal, audience: string, expiresIn?: number): Promise<string> {
    return this.signer.token(principal, audience, expiresIn);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
