import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findChromium, picture, startBrowser } from './support/browser.js';
import {
  foundDepartment,
  startWholeCity,
  type TestDepartment,
  type TestPerson,
  type WholeCity,
} from './support/test-city.js';

/* Signing in, staying signed in and signing out, as people meet it in the console. */

const executable = await findChromium();
if (!executable && process.env.CITYBRAIN_REQUIRE_BROWSER === '1') {
  throw new Error('no Chromium: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH');
}
// Without a browser the test is skipped, never passed.
const withBrowser = executable ? describe : describe.skip;

withBrowser('signing in to the console', () => {
  let whole: WholeCity;
  let department: TestDepartment;
  let browser: Browser;

  beforeAll(async () => {
    whole = await startWholeCity();
    department = await foundDepartment(whole.operator, 'signin');
    browser = await startBrowser(executable as string);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await whole?.stop();
  });

  const newPage = async (viewport = { width: 1280, height: 800 }) =>
    (await browser.newContext({ viewport, locale: 'zh-CN' })).newPage();
  const open = (page: Page, path: string) => page.goto(whole.city.gatewayUrl + path);
  const send = async (page: Page, account: string, password: string) => {
    await page.locator('[data-test=sign-in-account]').fill(account);
    await page.locator('[data-test=sign-in-password]').fill(password);
    await page.locator('[data-test=sign-in-submit]').click();
  };
  const signedIn = async (person: TestPerson, path = '/') => {
    const page = await newPage();
    await open(page, path);
    await send(page, person.account, person.password);
    await page.locator('[data-test=sign-out]').waitFor();
    return page;
  };
  const pathOf = (page: Page) => new URL(page.url()).pathname;

  it('says a wrong password in words, then leads to the page that was asked for', async () => {
    const page = await newPage();
    await open(page, '/account');
    await send(page, department.editor.account, 'not the password');
    await page.getByText('账号或密码不正确').first().waitFor();
    await picture(page, 'sign-in-wrong');
    await send(page, department.editor.account, department.editor.password);
    await page.locator('[data-test=account-name]').waitFor();
    expect(pathOf(page)).toBe('/account');
    await page.reload(); // the tab stays signed in
    await page.locator('[data-test=account-name]').waitFor();
    await picture(page, 'sign-in-account');
  });

  it('shows how long a locked account stays locked, on a phone too', async () => {
    const page = await newPage({ width: 390, height: 844 });
    await open(page, '/');
    for (let failure = 0; failure < 5; failure++) {
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await send(page, department.approver.account, `wrong ${failure}`);
      expect((await answered).status()).toBe(401);
    }
    await send(page, department.approver.account, department.approver.password);
    const locked = page.locator('[data-test=sign-in-locked]');
    await locked.waitFor();
    expect(await locked.textContent()).toMatch(/[45]:\d\d/);
    await picture(page, 'sign-in-locked-phone');
  });

  it('offers a new sign-in when the page has expired', async () => {
    const page = await newPage();
    await open(page, '/sign-in?interaction=abcdefghijklmnopqrstu');
    await page.locator('[data-test=sign-in-expired]').waitFor();
    await picture(page, 'sign-in-expired');
    await page.locator('[data-test=sign-in-again]').click();
    await send(page, department.editor.account, department.editor.password);
    await page.locator('[data-test=sign-out]').waitFor();
  });

  it('renews the token before it ends, without the reader noticing', async () => {
    const page = await signedIn(department.publisher);
    // As texts: these run in the page, whose types the tests do not have.
    const held = () =>
      page.evaluate<{ value: string; endsAt: number }>(
        "JSON.parse(sessionStorage.getItem('citybrain.token'))",
      );
    const before = await held();
    const aging = JSON.stringify(JSON.stringify({ ...before, endsAt: Date.now() + 20_000 }));
    await page.evaluate(`sessionStorage.setItem('citybrain.token', ${aging})`);
    await open(page, '/organisations');
    await page.locator('[data-test=organisation-row]').first().waitFor();
    const after = await held();
    expect(after.value).not.toBe(before.value);
    expect(after.endsAt).toBeGreaterThan(Date.now() + 800_000);
  });

  it('ends another of my sessions from the list; that window has to sign in again', async () => {
    const here = await signedIn(department.publisher, '/account');
    const there = await signedIn(department.publisher, '/live');
    await there.locator('[data-test=live-state][data-state=open]').first().waitFor();
    await here.reload();
    const rows = here.locator('[data-test=session-row]');
    await here.locator('[data-test=session-present]').waitFor();
    const count = await rows.count();
    expect(await here.locator('[data-test=session-present]').count()).toBe(1);
    await picture(here, 'sessions');
    await rows.first().locator('[data-test=session-end]').click(); // newest first: the other window
    await rows.nth(count - 1).waitFor({ state: 'detached' });
    expect(await rows.count()).toBe(count - 1);
    await there.locator('[data-test=sign-in-account]').waitFor();
    await there.getByText('登录已失效').waitFor();
    await picture(there, 'sign-in-ended');
  });

  it('signs out of every tab of the browser', async () => {
    const page = await signedIn(department.editor);
    const second = await page.context().newPage();
    await open(second, '/organisations'); // no password: the browser is signed in
    await second.locator('[data-test=organisation-row]').first().waitFor();
    await page.locator('[data-test=sign-out]').click();
    await page.locator('[data-test=signed-out] [data-test=sign-in-again]').waitFor();
    await picture(page, 'signed-out');
    await second.locator('[data-test=sign-in-account]').waitFor(); // its feed has ended, and it has noticed
    await open(page, '/');
    await page.locator('[data-test=sign-in-account]').waitFor();
  });
});
