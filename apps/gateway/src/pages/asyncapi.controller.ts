import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ASYNCAPI_PAGE_CSP } from '../edge/security-headers.js';
import { ApiDocuments } from './documents.js';

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>citybrain · AsyncAPI</title>
<link rel="stylesheet" href="/asyncapi/assets/styles/default.min.css">
</head>
<body>
<div id="asyncapi"></div>
<script src="/asyncapi/assets/browser/standalone/index.js"></script>
<script src="/asyncapi/page.js"></script>
</body>
</html>
`;

const SCRIPT = `AsyncApiStandalone.render(
  { schema: { url: '/asyncapi.json' }, config: { show: { sidebar: true, errors: true } } },
  document.getElementById('asyncapi'),
);
`;

/** `/asyncapi`: the page of the NATS interface, and its document. */
@Controller()
@ApiExcludeController()
export class AsyncApiController {
  private readonly document: string;

  constructor(@Inject(ApiDocuments) documents: ApiDocuments) {
    this.document = JSON.stringify(documents.asyncApi);
  }

  @Get('asyncapi.json')
  json(@Res() reply: FastifyReply): void {
    reply.header('content-type', 'application/json; charset=utf-8').send(this.document);
  }

  @Get('asyncapi')
  page(@Res() reply: FastifyReply): void {
    reply.header('content-security-policy', ASYNCAPI_PAGE_CSP).type('text/html; charset=utf-8').send(PAGE);
  }

  @Get('asyncapi/page.js')
  script(@Res() reply: FastifyReply): void {
    reply.type('text/javascript; charset=utf-8').send(SCRIPT);
  }
}
