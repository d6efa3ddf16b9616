import type { FastifyInstance } from 'fastify';
import { UnsupportedMediaType } from '#libs/contract-kit';

/**
 * Bodies are JSON or nothing. They stay bytes here: the route reads them with the bound of its operation,
 * with the same reader as the services.
 */
export function takeJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.addContentTypeParser('*', (_request, _payload, done) => done(UnsupportedMediaType.with()));
}
