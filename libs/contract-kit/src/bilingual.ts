/** A text for people: Chinese first, English beside it. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** Languages in which problems and pages are offered. */
export type Language = 'zh' | 'en';

/**
 * Picks the language of an `Accept-Language` header (RFC 9110 §12.5.4): the supported one with the highest
 * quality; Chinese when nothing supported is named.
 */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  if (!acceptLanguage) return 'zh';
  let best: { language: Language; quality: number } | undefined;
  for (const part of acceptLanguage.slice(0, 200).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = tag.startsWith('zh') ? 'zh' : tag.startsWith('en') ? 'en' : undefined;
    if (!language) continue;
    const weight = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='));
    const quality = weight ? Number(weight.slice(2)) : 1;
    if (quality > 0 && (!best || quality > best.quality)) best = { language, quality };
  }
  return best?.language ?? 'zh';
}
