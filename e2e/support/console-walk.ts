/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { until } from './until.js';

/** Something wrong on a page, in words that say where. */
export type Finding = string;

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface MountedApp {
  readonly __vue_app__: {
    readonly config: {
      readonly globalProperties: {
        readonly $router: {
          getRoutes(): readonly { path: string; meta: { open?: boolean } }[];
          push(path: string): Promise<unknown>;
        };
      };
    };
  };
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
  }[];
}

/** Addresses of all pages within the shell, from the console's own router: a new page is walked without a word here. */
export function routesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const app = document.querySelector('#app') as unknown as MountedApp;
    const { $router } = app.__vue_app__.config.globalProperties;
    return [
      ...new Set(
        $router
          .getRoutes()
          .filter(({ meta }) => !meta.open)
          .map(({ path }) => path || '/'),
      ),
    ];
  });
}

/** Goes to a page as a link does, and waits until it has loaded what it shows. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    const app = document.querySelector('#app') as unknown as MountedApp;
    return app.__vue_app__.config.globalProperties.$router.push(to).then(() => undefined);
  }, path);
  await settle(page);
}

export async function settle(page: Page): Promise<void> {
  const quiet = () =>
    until(page, () => !document.querySelector('#main .el-skeleton, #main [aria-busy=true]'), undefined);
  await quiet();
  await page.waitForTimeout(60); // what an async component begins to load
  await quiet();
}

/** What axe-core finds that is serious or critical. The page keeps its content security policy. */
export async function axeFindings(page: Page, where: string): Promise<Finding[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(root: Document, options: object): Promise<AxeResult> } }).axe.run(
      document,
      {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      },
    ),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, failureSummary }) => {
        const why = failureSummary?.split('\n').slice(1, 3).join(' ').trim();
        return `${where}: ${id} at ${target.join(' ')}: ${why}`;
      }),
    );
}

/** Text that a reader of English sees or hears but that is Chinese, and that the server did not send. */
export async function untranslated(page: Page, where: string, sent: string): Promise<Finding[]> {
  const texts = await page.evaluate(() => {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node: Node | null = walker.currentNode; node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (!element || element.closest('[lang^=zh]') || element.closest('script, style')) continue;
      if (node instanceof Element)
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-label'])
          found.push(node.getAttribute(name) ?? '');
      else found.push(node.textContent ?? '');
    }
    return found;
  });
  const chinese = texts.flatMap((text) => text.match(/[\u3400-\u9fff]+/g) ?? []);
  const missing = [...new Set(chinese)].filter((words) => !sent.includes(words));
  const keys = texts.filter((text) => /\{\w+\}|\bundefined\b|\[object /.test(text));
  return [
    ...missing.map((words) => `${where}: Chinese in English mode: ${words}`),
    ...keys.map((text) => `${where}: not filled in: ${text}`),
  ];
}

/** A page that scrolls sideways, and on a phone what is too small for a finger. */
export async function layoutFindings(page: Page, where: string, phone: boolean): Promise<Finding[]> {
  const found = await page.evaluate((fingers) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = scrollWidth > clientWidth + 1 ? [`scrolls sideways: ${scrollWidth} > ${clientWidth}`] : [];
    if (!fingers) return wide;
    const small = [...document.querySelectorAll<HTMLElement>('button, select, .plain-input, nav a')].flatMap(
      (element) => {
        const { width, height } = element.getBoundingClientRect();
        const shown = element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1;
        const crumb = element.closest('.crumbs') !== null; // an inline link, which WCAG 2.5.8 excepts
        if (!shown || crumb || height >= 43.5) return [];
        return [
          `a target of ${Math.round(height)} px: ${element.tagName} ${(element.textContent ?? '').trim().slice(0, 30)}`,
        ];
      },
    );
    return [...wide, ...small.slice(0, 3)];
  }, phone);
  return found.map((words) => `${where}: ${words}`);
}

/** Controls that the Tab key never reaches. */
export async function unreachable(page: Page, where: string): Promise<Finding[]> {
  const wanted = await page.evaluate(() => {
    const focused = new Set<Element>();
    document.addEventListener('focusin', ({ target }) => target instanceof Element && focused.add(target));
    Object.assign(window, { focused });
    (document.activeElement as HTMLElement | null)?.blur();
    window.getSelection()?.removeAllRanges();
    return controls().length;
    function controls() {
      const all = document.querySelectorAll<HTMLElement>(
        'a[href], button, input, select, textarea, [role=button]',
      );
      return [...all].filter(
        (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]'),
      );
    }
  });
  for (let presses = 0; presses < wanted + 25; presses += 1) await page.keyboard.press('Tab');
  const missed = await page.evaluate(() => {
    const { focused } = window as unknown as { focused: Set<Element> };
    const all = document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, [role=button]',
    );
    return (
      [...all]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]'))
        .filter((one) => !(one as HTMLButtonElement).disabled && !focused.has(one))
        // Of radio buttons the group is reached; arrows go on. A tree and a list box do the same.
        .filter((one) => !one.matches('input[type=radio]') && !one.closest('[role=tree], [role=listbox]'))
        .map(
          (one) =>
            `${one.tagName} ${one.getAttribute('data-test') ?? one.textContent?.trim().slice(0, 30) ?? ''}`,
        )
    );
  });
  return missed.map((one) => `${where}: the keyboard does not reach ${one}`);
}

/** Presses Tab until the focus is on what is wanted; fails when it never is. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${selector}`);
}
