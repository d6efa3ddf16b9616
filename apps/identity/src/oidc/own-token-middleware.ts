import type { JWTPayload } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { OwnTokens } from './own-tokens.js';

type Next = () => Promise<void>;

/**
 * The library keeps no signed access tokens, so it can neither introspect nor revoke them, nor take them at its
 * userinfo. We can: introspection and revocation after it has authenticated the client, userinfo in its place.
 */
export function ownTokenMiddleware(tokens: OwnTokens) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    if (ctx.path === '/userinfo' && (ctx.method === 'GET' || ctx.method === 'POST')) {
      await userinfo(ctx, tokens);
      return;
    }
    await next();
    const route = ctx.oidc?.route;
    if (route !== 'introspection' && route !== 'revocation') return;
    const { client, params } = ctx.oidc;
    const answer = ctx.body as { error?: string } | undefined;
    if (!client || answer?.error !== 'unsupported_token_type') return;
    const claims = await tokens.claimsOf(String(params?.token ?? ''));
    if (route === 'introspection') {
      ctx.status = 200;
      ctx.body =
        claims && client.clientAuthMethod !== 'none'
          ? { active: true, token_type: 'Bearer', ...claims }
          : { active: false };
      return;
    }
    ctx.status = 200;
    ctx.body = '';
    if (claims && claims.client_id === client.clientId) await tokens.revoke(claims);
  };
}

async function userinfo(ctx: KoaContextWithOIDC, tokens: OwnTokens): Promise<void> {
  const token = /^Bearer +(\S+)$/i.exec(ctx.get('authorization'))?.[1];
  const claims = token ? await tokens.claimsOf(token) : undefined;
  ctx.set('cache-control', 'no-store');
  if (!claims) {
    ctx.status = 401;
    ctx.set('www-authenticate', 'Bearer error="invalid_token"');
    ctx.body = { error: 'invalid_token', error_description: 'invalid token provided' };
    return;
  }
  ctx.body = shown(claims);
}

function shown({ sub, name, org, org_name, roles }: JWTPayload) {
  return { sub, name, org, org_name, roles };
}
