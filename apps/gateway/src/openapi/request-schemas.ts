import { type JsonSchema, pathParameters, schemaOf } from '#libs/contract-kit';
import { hasBody, type OperationRoute } from '../routes/operation-route.js';

/** Fields of the request that the address holds. */
export function addressFields(route: OperationRoute): string[] {
  return [...pathParameters(route.route.path), ...(route.facade?.wildcard ? [route.facade.wildcard] : [])];
}

/** The schema of a route's body by name; `undefined` when it has none. */
export function bodySchema(route: OperationRoute): { name: string; schema: JsonSchema } | undefined {
  if (!hasBody(route.route)) return undefined;
  const { request } = route.operation;
  const whole = schemaOf(request);
  const inAddress = addressFields(route);
  const fields = Object.entries(whole.properties ?? {}).filter(([name]) => !inAddress.includes(name));
  if (fields.length === 0) return undefined;
  if (inAddress.length === 0) return { name: request.name, schema: whole };
  const { required: _required, ...rest } = whole;
  const required = (whole.required ?? []).filter((name) => !inAddress.includes(name));
  return {
    name: `${request.name}Body`,
    schema: { ...rest, properties: Object.fromEntries(fields), ...(required.length > 0 && { required }) },
  };
}

/**
 * The schemas of all bodies that lack the fields of their address, by name.
 * @throws when one request class is used with different addresses: the name would mean two things
 */
export function bodySchemas(routes: readonly OperationRoute[]): Map<string, JsonSchema> {
  const schemas = new Map<string, JsonSchema>();
  for (const route of routes) {
    const body = bodySchema(route);
    if (!body || body.name === route.operation.request.name) continue;
    const known = schemas.get(body.name);
    if (known && JSON.stringify(known) !== JSON.stringify(body.schema)) {
      throw new Error(
        `${route.id}: ${body.name} means two things; give this operation a request class of its own`,
      );
    }
    schemas.set(body.name, body.schema);
  }
  return schemas;
}
