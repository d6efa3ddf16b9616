import { TokenVerifier } from '#libs/access';
import { TestIssuer } from '#libs/testing';
import type { Bench } from '../bench.js';
import { ROLE } from '../bench-service.js';
import { compare } from '../harness.js';
import { CITY } from '../worker-asks.js';

const TOKENS = 400;

/** The two token checks of a request: gateway and service verify on their own. */
export const tokenBench: Bench = {
  name: 'token',
  summary: 'two token checks a request: remembered, verified anew, and reading the claims unverified',
  async run({ rounds }) {
    const issuer = await TestIssuer.start();
    try {
      const principal = { subject: 'person:bench', name: '测试', organisation: '11370000MB284651XL' };
      const tokens = await Promise.all(
        Array.from({ length: TOKENS }, (_, at) =>
          issuer.token({ ...principal, subject: `person:${at}`, roles: [ROLE] }, CITY),
        ),
      );
      const verifiers = async (): Promise<readonly [TokenVerifier, TokenVerifier]> => {
        const warm = await issuer.token({ ...principal, roles: [ROLE] }, CITY); // fetches the key set
        const fresh = [issuer, issuer].map(
          ({ issuer: name, jwks }) =>
            new TokenVerifier(CITY, [{ issuer: name, jwks }], async () => ({ keys: [] })),
        );
        const [gateway, service] = fresh;
        if (!gateway || !service) throw new Error('two verifiers are needed');
        await Promise.all([gateway.verify(warm), service.verify(warm)]);
        return [gateway, service];
      };
      const check = async ([gateway, service]: readonly [TokenVerifier, TokenVerifier], token: string) => {
        await gateway.verify(token);
        await service.verify(token);
      };
      const tokenAt = (index: number) => tokens[index % TOKENS] ?? '';
      const known = await verifiers();
      for (const token of tokens) await check(known, token);
      let unknown = await verifiers();
      const comparison = await compare(
        {
          title: 'two checks of an Ed25519 token',
          unit: 'request with two checks',
          peer: 'verified anew',
          sides: [
            {
              name: 'remembered',
              operations: 20_000,
              concurrency: 1,
              run: (index) => check(known, tokenAt(index)),
            },
            {
              name: 'verified anew',
              operations: TOKENS,
              concurrency: 1,
              before: async () => {
                unknown = await verifiers();
              },
              run: (index) => check(unknown, tokenAt(index)),
            },
            {
              name: 'claims read, nothing verified',
              operations: 20_000,
              concurrency: 1,
              run: async (index) => {
                readClaims(tokenAt(index));
                readClaims(tokenAt(index));
              },
            },
          ],
        },
        rounds,
      );
      return { comparisons: [comparison], notes: [] };
    } finally {
      await issuer.stop();
    }
  },
};

/** The floor: what a service would do that believed everybody. */
function readClaims(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
