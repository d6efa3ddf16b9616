import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ServiceContract, UnsupportedMediaType } from '#libs/contract-kit';
import { routerPath, routesOf } from '../routes/operation-route.js';

const UPLOAD = 'application/octet-stream';
const FORM = 'application/x-www-form-urlencoded';

/**
 * Bodies are JSON or nothing; forms only where an operation takes HTTP as it is. They stay bytes here: the route
 * reads them with the bound of its operation, with the same reader as the services.
 */
export function takeJsonOnly(server: FastifyInstance, contracts: readonly ServiceContract[]): void {
  const exchanged = new Set(
    contracts
      .flatMap(routesOf)
      .filter(({ facade }) => facade?.exchange)
      .map(({ route }) => routerPath(route.path)),
  );
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  // A file of whatever type, JSON too, stays a stream: its route takes the parser below, never one that reads it whole.
  server.addHook('onRequest', async (request) => {
    if (!isUpload(request)) return;
    const { headers } = request.raw;
    request.headers['x-file-type'] = headers['content-type'] ?? '';
    headers['content-type'] = UPLOAD;
  });
  server.addContentTypeParser(UPLOAD, (request, payload, done) =>
    isUpload(request) ? done(null, payload) : done(UnsupportedMediaType.with()),
  );
  server.addContentTypeParser(FORM, { parseAs: 'buffer' }, (request, body, done) =>
    exchanged.has(request.routeOptions.url ?? '') ? done(null, body) : done(UnsupportedMediaType.with()),
  );
  server.addContentTypeParser('*', (_request, _payload, done) => done(UnsupportedMediaType.with()));
}

/** Whether the body of the request is a file. */
export function isUpload(request: FastifyRequest): boolean {
  return request.method === 'POST' && request.routeOptions.url === '/files';
}
