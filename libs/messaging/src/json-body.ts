import secureJson from 'secure-json-parse';
import { BodyTooLarge, UnreadableBody } from '#libs/contract-kit';

/** Deeper nesting than this no contract has; it is refused before anything walks the value. */
export const DEEPEST = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a request body: JSON in UTF-8 within the bound, without keys that pollute prototypes.
 * An empty body is an empty object.
 * @throws Problem `body-too-large`, `unreadable-body`
 */
export function readJson(bytes: Uint8Array, maxBytes: number): unknown {
  if (bytes.length > maxBytes) {
    throw BodyTooLarge.with({
      detail: {
        zh: `该操作的请求正文上限为 ${maxBytes} 字节`,
        en: `This operation takes at most ${maxBytes} bytes`,
      },
    });
  }
  if (bytes.length === 0) return {};
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw UnreadableBody.with({ detail: { zh: '正文不是有效的 UTF-8', en: 'The body is not valid UTF-8' } });
  }
  if (depthOf(bytes) > DEEPEST) {
    throw UnreadableBody.with({
      detail: { zh: `嵌套超过 ${DEEPEST} 层`, en: `Nested deeper than ${DEEPEST} levels` },
    });
  }
  try {
    return secureJson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    const forbidden = error instanceof SyntaxError && error.message.includes('forbidden');
    throw UnreadableBody.with({
      detail: forbidden
        ? { zh: '正文含有禁止的键名', en: 'The body holds a forbidden key' }
        : { zh: '正文不是有效的 JSON', en: 'The body is not valid JSON' },
    });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Deepest nesting of brackets outside strings, read from the bytes so that no parser recurses. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return deepest;
}
