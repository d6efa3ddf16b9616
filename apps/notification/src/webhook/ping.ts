import { randomUUID } from 'node:crypto';
import type { BlockList } from 'node:net';
import { postMessage } from './post-message.js';
import { signedHeaders } from './signature.js';
import type { WebhookFile } from './webhook.js';

/**
 * Sends `webhook.ping` with a challenge that the endpoint must send back as `{"challenge": "…"}`: it shows that
 * whoever registered the address also answers there. Returns why it did not; `undefined` when it did.
 */
export async function ping(file: WebhookFile, now: Date, allowed: BlockList): Promise<string | undefined> {
  if (!file.url || !file.secret) return 'the webhook is removed';
  const challenge = randomUUID();
  const body = JSON.stringify({ type: 'webhook.ping', timestamp: now.toISOString(), data: { challenge } });
  const headers = signedHeaders(randomUUID(), now, body, [file.secret]);
  const result = await postMessage(file.url, body, headers, allowed);
  if (result.kind !== 'answered') return result.reason;
  if (result.status < 200 || result.status > 299) return `HTTP ${result.status}`;
  return challengeIn(result.body) === challenge ? undefined : 'the challenge did not come back';
}

function challengeIn(body: string): unknown {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null && 'challenge' in answer
      ? answer.challenge
      : undefined;
  } catch {
    return undefined;
  }
}
