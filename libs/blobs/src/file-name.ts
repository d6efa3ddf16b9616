const LONGEST = 120;
/** Control characters, and marks that turn the reading direction (they hide an extension). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
const FORBIDDEN = /[<>:"|?*]/g;
/** Names that Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A file name that is safe to show and to save anywhere; keeps its extension. Idempotent. */
export function safeFileName(given: string): string {
  // The way through bytes replaces halves of characters.
  const last = Buffer.from(given).toString().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(HIDDEN, '')
    .replace(FORBIDDEN, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .replace(DEVICE, '_$&');
  return shortened(plain) || 'file';
}

/** Extension in lower case, without the dot; empty when there is none. */
export function extensionOf(name: string): string {
  return /\.([^.]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** `Content-Disposition` of a download (RFC 6266, names by RFC 8187 as RFC 5987 before it). */
export function attachmentHeader(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function shortened(name: string): string {
  const points = [...name];
  if (points.length <= LONGEST) return name;
  const extension = /\.[^.]{1,10}$/.exec(name)?.[0] ?? '';
  const kept = points.slice(0, LONGEST - [...extension].length).join('');
  return kept.replace(/[. ]+$/, '') + extension;
}
