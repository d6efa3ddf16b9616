import { readonly, ref, watchEffect } from 'vue';

export type Language = 'zh' | 'en';

/** A text in both languages, Chinese first. */
export interface LocalText {
  readonly zh: string;
  readonly en: string;
}

const REMEMBERED = 'citybrain.language';
const chosen = ref<Language>(localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'zh');

/** The language that the reader has chosen. */
export const language = readonly(chosen);

export function setLanguage(next: Language): void {
  chosen.value = next;
  localStorage.setItem(REMEMBERED, next);
}

watchEffect(() => {
  document.documentElement.lang = chosen.value === 'zh' ? 'zh-CN' : 'en';
});

/** The text in the chosen language; reactive inside templates and computed values. */
export function local(text: LocalText): string {
  return text[chosen.value];
}

/**
 * A dictionary of a page or a service. The function it gives takes only its own keys; `{name}` in a text is
 * replaced by the fact of that name.
 */
export function defineTexts<const Texts extends Record<string, LocalText>>(texts: Texts) {
  return (key: keyof Texts, facts: Readonly<Record<string, string | number>> = {}): string =>
    local(texts[key] as LocalText).replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(facts[name] ?? whole),
    );
}
