import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const ASYNCAPI_FILES = /^\/(styles\/default\.min\.css|browser\/standalone\/index\.js)$/;
const DAY_SECONDS = 86_400;

/** Serves the console at `/` (or leads to the API page when it is not built) and the files of the AsyncAPI page. */
export async function serveStaticFiles(server: FastifyInstance, consoleDir: string): Promise<void> {
  const root = resolve(consoleDir);
  const built = existsSync(root);
  if (built) {
    await server.register(fastifyStatic, {
      root,
      cacheControl: false,
      // Vite names assets by their content, so they never change; pages must be asked for each time.
      setHeaders: (reply, path) =>
        reply.header(
          'cache-control',
          /[\\/]assets[\\/]/.test(path.slice(root.length))
            ? 'public, max-age=31536000, immutable'
            : 'no-cache',
        ),
    });
  } else {
    server.get('/', (_request, reply) => reply.redirect('/docs'));
  }
  const asyncApiComponent = dirname(
    createRequire(import.meta.url).resolve('@asyncapi/react-component/package.json'),
  );
  await server.register(fastifyStatic, {
    root: asyncApiComponent,
    prefix: '/asyncapi/assets/',
    decorateReply: false,
    allowedPath: (path) => ASYNCAPI_FILES.test(path),
    maxAge: DAY_SECONDS * 1000,
  });
}
