import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

const SELF = "'self'";

/** Scripts only from here; Element Plus and Swagger UI set inline styles; nobody frames our pages. */
const DIRECTIVES = {
  defaultSrc: [SELF],
  scriptSrc: [SELF],
  styleSrc: [SELF, "'unsafe-inline'"],
  imgSrc: [SELF, 'data:', 'blob:'],
  fontSrc: [SELF, 'data:'],
  connectSrc: [SELF],
  objectSrc: ["'none'"],
  baseUri: [SELF],
  formAction: [SELF],
  frameAncestors: ["'none'"],
};

/**
 * The AsyncAPI page compiles schemas in the browser, which needs `eval`. The page shows our own document
 * and takes no input, and only this page may.
 */
export const ASYNCAPI_PAGE_CSP = Object.entries({
  ...DIRECTIVES,
  scriptSrc: [SELF, "'unsafe-eval'"],
})
  .map(
    ([name, sources]) =>
      `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${sources.join(' ')}`,
  )
  .join(';');

/** Sets the security headers of every reply. */
export async function setSecurityHeaders(server: FastifyInstance): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: DIRECTIVES },
    frameguard: { action: 'deny' },
    // TLS ends before us; who ends it says how long browsers shall insist on it.
    strictTransportSecurity: false,
  });
}
