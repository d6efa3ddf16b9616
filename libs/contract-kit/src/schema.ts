import type { Type } from '@nestjs/common';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, IS_OBJECT, MAX, MIN } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { personalFields } from './personal.js';

/** A JSON Schema (2020-12) object, as far as we look into it. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: unknown[];
  not?: JsonSchema;
  anyOf?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  [keyword: string]: unknown;
}

/** Where schemas refer to each other: the same place in OpenAPI, AsyncAPI and the validator. */
export const SCHEMA_PREFIX = '#/components/schemas/';

const SWAGGER_PROPERTIES = 'swagger/apiModelProperties';

/** As class-validator-jsonschema has them, less the type: that is said by the rule beside them. */
const CONVERTERS: NonNullable<Parameters<typeof targetConstructorToSchema>[1]>['additionalConverters'] = {
  [IS_OBJECT]: {}, // a reference
  [MIN]: ({ constraints }) => ({ minimum: constraints[0] }), // an integer, or a number
  [MAX]: ({ constraints }) => ({ maximum: constraints[0] }),
};

/**
 * JSON Schema of a DTO class: rules from its class-validator decorators, words from its @nestjs/swagger
 * decorators. Nested classes are references; `collectSchemas` gathers them.
 */
export function schemaOf(type: Type<object>): JsonSchema {
  const rules = targetConstructorToSchema(type, {
    refPointerPrefix: SCHEMA_PREFIX,
    classTransformerMetadataStorage: defaultMetadataStorage,
    classValidatorMetadataStorage: getMetadataStorage(),
    additionalConverters: CONVERTERS,
  }) as JsonSchema;
  const personal = personalFields(type);
  const properties: Record<string, JsonSchema> = {};
  for (const [name, rule] of Object.entries(rules.properties ?? {})) {
    const said: Record<string, unknown> | undefined = Reflect.getMetadata(
      SWAGGER_PROPERTIES,
      type.prototype,
      name,
    );
    const mark = personal.get(name);
    properties[name] = {
      ...withoutPresence(rule),
      ...(said?.title !== undefined && { title: String(said.title) }),
      ...(said?.description !== undefined && { description: String(said.description) }),
      ...(said?.example !== undefined && { examples: [said.example] }),
      ...(mark && { 'x-personal': mark }),
    };
  }
  return {
    type: 'object',
    properties,
    ...(rules.required?.length && { required: [...rules.required].sort() }),
  };
}

// class-validator-jsonschema writes IsDefined as `not: {type: 'null'}`; the type beside it says so already.
function withoutPresence(rule: JsonSchema): JsonSchema {
  const { not, ...rest } = rule;
  return not && not.type !== 'null' ? rule : rest;
}

/** The DTO classes that a class refers to through nested fields. */
function nestedTypes(type: Type<object>, fields: Iterable<string>): Type<object>[] {
  const found: Type<object>[] = [];
  for (const field of fields) {
    const nested = defaultMetadataStorage.findTypeMetadata(type, field)?.typeFunction?.();
    if (typeof nested === 'function') found.push(nested as Type<object>);
  }
  return found;
}

/**
 * Schemas of the given classes and of all that they refer to, by class name.
 * @throws when two different classes have one name: schemas are known by name everywhere.
 */
export function collectSchemas(types: Iterable<Type<object>>): Map<string, JsonSchema> {
  const seen = new Map<string, Type<object>>();
  const schemas = new Map<string, JsonSchema>();
  const waiting = [...types];
  for (let type = waiting.pop(); type; type = waiting.pop()) {
    const known = seen.get(type.name);
    if (known === type) continue;
    if (known) throw new Error(`two DTO classes are named ${type.name}; rename one`);
    seen.set(type.name, type);
    const schema = schemaOf(type);
    schemas.set(type.name, schema);
    waiting.push(...nestedTypes(type, Object.keys(schema.properties ?? {})));
  }
  return new Map([...schemas].sort(([left], [right]) => (left < right ? -1 : 1)));
}
