import { reactive, readonly, watch } from 'vue';

/** How this reader wants the console; kept in this browser. The language is kept beside it (`i18n.ts`). */
export interface Settings {
  /** 适老化: larger type, larger targets, less around the page. */
  readonly text: 'normal' | 'large';
  /** `system` follows the reader's operating system. */
  readonly contrast: 'system' | 'normal' | 'high';
  readonly motion: 'system' | 'full' | 'reduced';
  /** Rows a page of a list. */
  readonly pageSize: 10 | 20 | 50 | 100;
}

export const CHOICES: { readonly [Name in keyof Settings]: readonly Settings[Name][] } = {
  text: ['normal', 'large'],
  contrast: ['system', 'normal', 'high'],
  motion: ['system', 'full', 'reduced'],
  pageSize: [10, 20, 50, 100],
};

const DEFAULTS: Settings = { text: 'normal', contrast: 'system', motion: 'system', pageSize: 20 };
const STORED = 'citybrain.settings';

const kept = reactive<{ -readonly [Name in keyof Settings]: Settings[Name] }>(read());

/** The reader's settings; reactive. */
export const settings: Settings = readonly(kept);

export function change<Name extends keyof Settings>(name: Name, value: Settings[Name]): void {
  Object.assign(kept, { [name]: value });
  localStorage.setItem(STORED, JSON.stringify(kept));
}

export function resetSettings(): void {
  Object.assign(kept, DEFAULTS);
  localStorage.removeItem(STORED);
}

// Another tab of this browser may change them; and styles know them by the root's attributes.
window.addEventListener('storage', ({ key }) => {
  if (key === STORED) Object.assign(kept, read());
});
watch(
  kept,
  ({ text, contrast, motion }) => {
    const { dataset } = document.documentElement;
    dataset.text = text;
    dataset.contrast = contrast;
    dataset.motion = motion;
  },
  { immediate: true },
);

/** What is kept, with the default for everything that is missing or no longer offered. */
function read(): Settings {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(STORED) ?? '{}');
    if (typeof found !== 'object' || found === null) return { ...DEFAULTS };
    const offered = Object.entries(found).filter(([name, value]) =>
      ((CHOICES as Record<string, readonly unknown[]>)[name] ?? []).includes(value),
    );
    return { ...DEFAULTS, ...Object.fromEntries(offered) };
  } catch {
    return { ...DEFAULTS };
  }
}
