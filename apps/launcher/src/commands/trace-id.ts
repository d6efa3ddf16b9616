import { UserError } from '../user-error.js';

/**
 * The trace id in what somebody pasted: the id itself, a `traceparent` header, or a whole problem as JSON.
 * @throws UserError when there is none
 */
export function traceIdIn(given: string): string {
  const text = given.trim();
  const [, inHeader] = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(text.toLowerCase()) ?? [];
  if (inHeader) return inHeader;
  const bare = text.startsWith('{') ? traceIdOf(text) : text;
  const id = bare?.replaceAll('-', '').toLowerCase();
  if (id && /^[0-9a-f]{32}$/.test(id)) return id;
  throw new UserError(
    `There is no trace id in "${text.slice(0, 80)}".`,
    'Give the 32 hex digits of `traceId` of a problem or of the header x-trace-id; `citybrain flow --last` lists recent ones.',
  );
}

function traceIdOf(json: string): string | undefined {
  try {
    const { traceId } = JSON.parse(json) as { traceId?: unknown };
    return typeof traceId === 'string' ? traceId : undefined;
  } catch {
    return undefined;
  }
}
