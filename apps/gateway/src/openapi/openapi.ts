import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { asyncApi, collectSchemas, FileRef, type JsonSchema, type ServiceContract } from '#libs/contract-kit';
import { routesOf } from '../routes/operation-route.js';
import { apiModule } from './api.module.js';
import { bodySchemas } from './request-schemas.js';

/** What the documents say about themselves. */
export interface DocumentFacts {
  readonly version: string;
  /** Address of NATS for AsyncAPI; a placeholder by default, since documents are also made with no city running. */
  readonly natsUrl?: string;
}

const PLACEHOLDER_NATS = 'nats://127.0.0.1:4222';

/** Makes the OpenAPI 3.1 document of some services. Needs no network and listens nowhere. */
export async function buildOpenApi(
  contracts: readonly ServiceContract[],
  facts: DocumentFacts,
): Promise<OpenAPIObject> {
  const app = await NestFactory.create(apiModule(contracts), new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  try {
    return openApiOf(app, contracts, facts);
  } finally {
    await app.close();
  }
}

/** Makes the AsyncAPI 3.0 document of some services. */
export function buildAsyncApi(contracts: readonly ServiceContract[], facts: DocumentFacts) {
  return asyncApi(contracts, { version: facts.version, natsUrl: facts.natsUrl ?? PLACEHOLDER_NATS });
}

function openApiOf(app: INestApplication, contracts: readonly ServiceContract[], facts: DocumentFacts) {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('城市大脑 · citybrain')
    .setDescription(
      'Made from the contracts of the services, as AsyncAPI for NATS is. Sign in with `identity_signIn`, then authorise with the token. Problems are RFC 9457 problem details with a stable `code` and a `remedy`.',
    )
    .setVersion(facts.version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const { name, title, doc } of contracts) builder.addTag(name, `${title.zh} · ${title.en}. ${doc}`);
  builder
    .addTag('events', '实时事件 · Live events')
    .addTag('files', '文件 · Files')
    .addTag('health', '健康检查 · Health');
  const document = SwaggerModule.createDocument(app, builder.build());
  document.components = { ...document.components, schemas: sorted(schemasOf(contracts)) };
  return document;
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The same schemas that validate, and those of bodies, problems and events. */
function schemasOf(contracts: readonly ServiceContract[]): Map<string, JsonSchema> {
  const operations = contracts.flatMap((contract) => Object.values(contract.operations));
  const events = contracts.flatMap((contract) => Object.values(contract.events));
  const types = [
    ...operations.flatMap((operation) => [operation.request, operation.reply]),
    ...events.map((event) => event.data),
    FileRef,
  ];
  return new Map([
    ...collectSchemas(types),
    ...bodySchemas(contracts.flatMap(routesOf)),
    ['ProblemDetail', problemSchema(contracts)],
  ]);
}

// The kit offers the schema of a problem only as part of AsyncAPI.
function problemSchema(contracts: readonly ServiceContract[]): JsonSchema {
  const { components } = buildAsyncApi(contracts, { version: '0.0.0' }) as {
    components: { schemas: { ProblemDetail: JsonSchema } };
  };
  return components.schemas.ProblemDetail;
}

function sorted(schemas: Map<string, JsonSchema>): Schemas {
  const entries = [...schemas].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries) as Schemas;
}
