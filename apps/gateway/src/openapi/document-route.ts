import {
  ApiBearerAuth,
  ApiBody,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  type ApiResponseOptions,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { type JsonSchema, SCHEMA_PREFIX, schemaOf } from '#libs/contract-kit';
import { readingRoute } from '../routes/answer.js';
import { hasBody, type OperationRoute } from '../routes/operation-route.js';
import { problemResponses, problemsOf } from './problem-responses.js';
import { addressFields, bodySchema } from './request-schemas.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

// JSON Schema 2020-12 is what OpenAPI 3.1 takes; the type of @nestjs/swagger knows only 3.0's part of it.
const asSchemaObject = (schema: JsonSchema) => schema as SchemaObject;

/** The @nestjs/swagger decorators of a route, made from its operation. */
export function documentRoute(route: OperationRoute): MethodDecorator[] {
  const { operation, facade } = route;
  if (facade?.exchange) return documentExchange(route, facade.doc);
  return [
    ApiOperation({
      operationId: route.id,
      summary: `${operation.summary.zh} · ${operation.summary.en}`,
      description: facade ? `${facade.doc}\n\n${operation.doc}` : operation.doc,
    }),
    ApiExtension('x-allow', operation.allow),
    ApiExtension('x-subject', operation.subject),
    ...(operation.allow === 'anyone' ? [] : [ApiBearerAuth()]),
    ...parameters(route),
    ...body(route),
    ...headers(route),
    ApiResponse(success(route)),
    ...problemResponses(problemsOf(route)).map((response) => ApiResponse(response as ApiResponseOptions)),
  ];
}

/** HTTP of another protocol: its own documents say what goes in and out. */
function documentExchange({ id, operation }: OperationRoute, doc: string): MethodDecorator[] {
  return [
    ApiOperation({
      operationId: id,
      summary: `${operation.summary.zh} · ${operation.summary.en}`,
      description: `${doc}\n\n${operation.doc}`,
    }),
    ApiExtension('x-allow', operation.allow),
    ApiExtension('x-subject', operation.subject),
    ApiResponse({ status: 200, description: '按协议应答 · As the protocol says' }),
  ];
}

function parameters(route: OperationRoute): MethodDecorator[] {
  const schema = schemaOf(route.operation.request);
  const inAddress = addressFields(route);
  const example = route.operation.examples[0]?.request as Readonly<Record<string, unknown>> | undefined;
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const common = {
      name: name === route.facade?.wildcard ? 'path' : name,
      schema: asSchemaObject(property),
      description: [property.title, property.description].filter(Boolean).join(' · '),
      ...(example?.[name] !== undefined && { example: example[name] }),
    };
    if (inAddress.includes(name)) return [ApiParam(common)];
    if (hasBody(route.route)) return [];
    return [ApiQuery({ ...common, required: schema.required?.includes(name) ?? false })];
  });
}

function body(route: OperationRoute): MethodDecorator[] {
  const declared = bodySchema(route);
  if (!declared) return [];
  const inAddress = addressFields(route);
  const examples = route.operation.examples.map(({ name, request }) => [
    name,
    { value: Object.fromEntries(Object.entries(request).filter(([field]) => !inAddress.includes(field))) },
  ]);
  return [
    ApiBody({
      required: (declared.schema.required ?? []).length > 0,
      schema: { $ref: SCHEMA_PREFIX + declared.name },
      examples: Object.fromEntries(examples),
    }),
  ];
}

function headers({ operation }: OperationRoute): MethodDecorator[] {
  return [
    ...(operation.kind === 'command'
      ? [
          ApiHeader({
            name: 'Idempotency-Key',
            required: false,
            description:
              'A command repeated with the same key and body takes effect once and answers the same; with another body it is refused.',
            schema: { type: 'string', minLength: 1, maxLength: 128 },
          }),
        ]
      : []),
    ...(operation.ifMatch === 'none'
      ? []
      : [
          ApiHeader({
            name: 'If-Match',
            required: operation.ifMatch === 'required',
            description: 'Version (ETag) of the object that the caller has seen.',
            schema: { type: 'string', examples: ['"3"'] } as SchemaObject,
          }),
        ]),
    ApiHeader({
      name: 'Accept-Language',
      required: false,
      description: 'Language of problems: `zh` (default) or `en`.',
      schema: { type: 'string' },
    }),
  ];
}

function success(route: OperationRoute): ApiResponseOptions {
  const { operation, facade } = route;
  const creates = Boolean(operation.creates) && !facade;
  const hasVersion = 'version' in (schemaOf(operation.reply).properties ?? {});
  const location = creates && readingRoute(route);
  const headersOfReply = {
    'X-Trace-Id': { description: 'Trace id of the request.', schema: { type: 'string' } },
    ...(hasVersion && {
      ETag: { description: 'Version of the object, quoted.', schema: { type: 'string' } },
    }),
    ...(location && { Location: { description: 'Where the new object is.', schema: { type: 'string' } } }),
  };
  const content = facade
    ? {
        [mediaTypeOf(facade.mediaType)]: {
          schema: { type: 'string', ...(facade.download && { format: 'binary' }) },
        },
      }
    : { 'application/json': { schema: { $ref: SCHEMA_PREFIX + operation.reply.name } } };
  const description = facade ? facade.doc : creates ? '已创建 · Created' : '成功 · Success';
  return { status: creates ? 201 : 200, description, headers: headersOfReply, content } as ApiResponseOptions;
}

function mediaTypeOf(contentType: string): string {
  return contentType.split(';')[0]?.trim() ?? contentType;
}
