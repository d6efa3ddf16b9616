import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MethodNotAllowed, NotFound } from '#libs/contract-kit';
import { sendProblem } from '../problems/send-problem.js';
import type { KnownPaths } from './known-paths.js';

/** Answers what no route has taken: OPTIONS, wrong methods, pages of the console, and the rest with 404. */
export class UnknownPath {
  private readonly consoleDir: string;

  constructor(
    private readonly paths: KnownPaths,
    consoleDir: string,
  ) {
    this.consoleDir = resolve(consoleDir);
  }

  answer(request: FastifyRequest, reply: FastifyReply): void {
    const methods = this.paths.methodsOf(request.url);
    if (methods.length > 0 && !methods.includes(request.method)) {
      reply.header('allow', [...methods, 'OPTIONS'].join(', '));
      if (request.method === 'OPTIONS') reply.code(204).send();
      else sendProblem(request, reply, MethodNotAllowed.with());
    } else if (this.isPage(request)) {
      reply.header('cache-control', 'no-cache').sendFile('index.html', this.consoleDir);
    } else {
      sendProblem(
        request,
        reply,
        NotFound.with({ detail: { zh: '没有这个地址', en: 'There is no such address' } }),
      );
    }
  }

  // The console keeps its pages' addresses in the browser (/entries/123); the server has one page for all.
  private isPage(request: FastifyRequest): boolean {
    return (
      (request.method === 'GET' || request.method === 'HEAD') &&
      Boolean(request.headers.accept?.includes('text/html')) &&
      !this.paths.isApi(request.url) &&
      !request.url.startsWith('/assets/') &&
      existsSync(join(this.consoleDir, 'index.html'))
    );
  }
}
