import type { Page } from 'playwright-core';
import { eventually } from '#libs/testing';

const LIMIT_MS = 15_000;

/**
 * Waits until a check holds within the page. Asks from outside each time: `page.waitForFunction` compiles its check
 * again within the page, which the console's content security policy rightly forbids from the second time on.
 */
export async function until<A>(page: Page, check: (argument: A) => boolean, argument: A): Promise<void> {
  const ask = page.evaluate.bind(page) as (check: unknown, argument: unknown) => Promise<boolean>;
  await eventually(async () => {
    if (!(await ask(check, argument))) throw new Error(`never held on ${page.url()}: ${check.toString()}`);
  }, LIMIT_MS);
}
