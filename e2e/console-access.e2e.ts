/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { CloudEvent, ServiceContract } from '#libs/contract-kit';
import { connectNats, DeadLetters } from '#libs/messaging';
import { SERVICES } from '../apps/services.js';
import { findChromium, picture, startBrowser } from './support/browser.js';
import {
  axeFindings,
  type Finding,
  goTo,
  layoutFindings,
  routesOf,
  settle,
  tabTo,
  unreachable,
  untranslated,
} from './support/console-walk.js';
import {
  foundDepartment,
  startWholeCity,
  type TestDepartment,
  type TestPerson,
  type WholeCity,
} from './support/test-city.js';
import { until } from './support/until.js';

/*
 * The whole console for those who read Chinese or English, sit at a desk or hold a phone, hear the screen, use
 * the keyboard alone, or need large text. The pages are the router's own: a new one is walked at once.
 */

const executable = await findChromium();
if (!executable && process.env.CITYBRAIN_REQUIRE_BROWSER === '1') throw new Error('no Chromium');
const withBrowser = executable ? describe : describe.skip;

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

withBrowser('the console', () => {
  let whole: WholeCity;
  let department: TestDepartment;
  let everybody: TestPerson;
  let nobody: TestPerson;
  let browser: Browser;
  let entry: string;
  const faults: string[] = [];
  /** Everything the server has sent: what of it is Chinese is data. */
  let sent = '';

  beforeAll(async () => {
    [whole, browser] = await Promise.all([startWholeCity({}, 'single'), startBrowser(executable as string)]);
    department = await foundDepartment(whole.operator, 'access');
    everybody = await person('access.all', await declaredRoles());
    nobody = await person('access.none', []);
    const editor = await whole.as(department.editor);
    const written = await editor.post('/catalog/entries', ENTRY(department.leaf), randomUUID());
    entry = (written as { id: string }).id;
    await keepDeadLetter();
  });

  afterAll(async () => {
    await browser?.close();
    await whole?.stop();
  });

  async function person(account: string, roles: readonly string[]): Promise<TestPerson> {
    const password = randomBytes(12).toString('base64url');
    const { organisation } = department;
    const body = { account, name: { zh: '全角色', en: 'All roles' }, organisation, roles, password };
    await whole.operator.post('/identity/people', body, account);
    return { account, password };
  }

  /** A letter that its consumer takes when it is replayed: a known event. */
  async function keepDeadLetter(): Promise<void> {
    const { natsUrl, secrets } = whole.city;
    const connection = await connectNats({
      url: natsUrl,
      user: 'operator',
      seed: secrets.natsSeeds.operator ?? '',
    });
    const event = {
      id: randomUUID(),
      type: 'city.evt.data-catalog.entry-amended.v1',
      subject: `entry/${entry}`,
      time: new Date().toISOString(),
    };
    const kept = event as unknown as CloudEvent;
    await new DeadLetters(connection, 'data-catalog').keep(
      'overview',
      kept,
      new Error('the consumer was ill'),
      6,
    );
    await connection.close();
  }

  async function open(who: TestPerson, viewport = DESK): Promise<Page> {
    const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('response', (response) => {
      if (!/json/.test(response.headers()['content-type'] ?? '')) return;
      void response.text().then(
        (text) => {
          sent += text;
        },
        () => undefined, // the page went on before the body was there
      );
    });
    await page.goto(`${whole.city.gatewayUrl}/`);
    await page.locator('[data-test=sign-in-account]').fill(who.account);
    await page.locator('[data-test=sign-in-password]').fill(who.password);
    await page.locator('[data-test=sign-in-submit]').click();
    await page.locator('[data-test=sign-out]').waitFor();
    await settle(page);
    return page;
  }

  /** An address that exists, for a route with parameters. */
  const addressOf = (route: string) =>
    route
      .replace(/:rest.*$/, 'no-such-page')
      .replace(/:\w+(\(.*?\))?[?*+]?/g, route.startsWith('/entries') ? entry : randomUUID());

  const pages = async (page: Page) => [...new Set((await routesOf(page)).map(addressOf))];
  const nameOf = (path: string) =>
    path
      .replace(entry, 'id')
      .replace(/[0-9a-f-]{36}/, 'id')
      .replaceAll('/', '-')
      .slice(1) || 'desk';

  /** The styles of a new size hold once the page has laid itself out for it. */
  async function resize(page: Page, size: typeof DESK): Promise<void> {
    await page.setViewportSize(size);
    await until(page, (width) => window.innerWidth === width, size.width);
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  async function speak(page: Page, language: 'zh' | 'en'): Promise<void> {
    const now = await page.evaluate(() => document.documentElement.lang.slice(0, 2));
    if (now !== language) await page.locator('[data-test=switch-language]').click();
  }

  it.each([
    ['zh', 'desk', DESK],
    ['en', 'phone', PHONE],
    ['en', 'desk', DESK],
    ['zh', 'phone', PHONE],
  ] as const)(
    'is accessible on every page, in %s on a %s',
    async (language, size, viewport) => {
      const page = await open(everybody, viewport);
      await speak(page, language);
      const findings: Finding[] = [];
      for (const path of await pages(page)) {
        await goTo(page, path);
        const where = `${path} (${language}, ${size})`;
        findings.push(...(await axeFindings(page, where)));
        findings.push(...(await layoutFindings(page, where, size === 'phone')));
        if (language === 'en') findings.push(...(await untranslated(page, where, sent)));
        if (language === 'en' && size === 'desk') findings.push(...(await unreachable(page, where)));
        await picture(page, `console-${nameOf(path)}-${language}-${size}`);
      }
      await page.context().close();
      expect(findings).toEqual([]);
    },
    120_000,
  );

  it('clips nothing in large text, on a desk and a phone', async () => {
    const page = await open(everybody);
    await page.locator('[data-test=large-text]').click();
    // Chromium may tell the old size of an inherited rem for a frame after the attribute changed.
    await until(page, () => Number.parseFloat(getComputedStyle(document.body).fontSize) >= 24, undefined);
    const findings: Finding[] = [];
    for (const [size, viewport] of [
      ['desk', DESK],
      ['phone', PHONE],
    ] as const) {
      await resize(page, viewport);
      for (const path of await pages(page)) {
        await goTo(page, path);
        findings.push(...(await layoutFindings(page, `${path} (large, ${size})`, size === 'phone')));
        await picture(page, `console-${nameOf(path)}-large-${size}`);
      }
    }
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset.text)).toBe('large');
    await page.context().close();
    expect(findings).toEqual([]);
  }, 90_000);

  it('tells those without a role what they may not see, and signs in accessibly', async () => {
    const page = await open(nobody);
    const findings: Finding[] = [];
    for (const path of await pages(page)) {
      await goTo(page, path);
      if (path === '/audit' || path === '/dead-letters')
        await page.locator('[data-test=forbidden]').waitFor();
    }
    await goTo(page, '/status');
    await page.locator('[data-test=service-state]').first().waitFor();
    expect(await page.locator('[data-test=menu-audit]').count()).toBe(0);
    await page.locator('[data-test=sign-out]').click();
    await page.waitForURL('**/signed-out*');
    await page.locator('main').waitFor();
    findings.push(...(await axeFindings(page, '/signed-out')));
    await page.goto(`${whole.city.gatewayUrl}/`);
    await page.locator('[data-test=sign-in-submit]').click();
    findings.push(...(await axeFindings(page, '/sign-in')));
    await resize(page, PHONE);
    findings.push(...(await layoutFindings(page, '/sign-in (phone)', true)));
    await picture(page, 'console-sign-in-phone');
    await page.context().close();
    expect(findings).toEqual([]);
  }, 60_000);

  it('is worked with by keys alone: list, filter, entry, action', async () => {
    const page = await open(department.editor);
    await page.reload();
    await settle(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#main');
    await tabTo(page, '[data-test=menu-entries]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/entries');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await settle(page);
    await tabTo(page, '#main [role=search] input');
    await page.keyboard.type('键盘');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/entries?q=*');
    await settle(page);
    await tabTo(page, '[data-test=entry-link]');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/entries/${entry}`);
    await settle(page);
    await tabTo(page, '[data-test=action-submitEntry]');
    await page.keyboard.press('Enter');
    await page.locator('[data-test=dialog-comment]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-test=action-submitEntry]:focus').waitFor();
    await page.locator('[data-test=dialog-comment]').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.locator('[data-test=dialog-comment]:focus').waitFor();
    await tabTo(page, '[data-test=dialog-confirm]');
    await page.keyboard.press('Enter');
    await page.locator('[data-test=entry-state][data-state=submitted]').first().waitFor();
    await page.context().close();
  }, 60_000);

  it('opens the menu of a phone and replays a dead letter by keys, with the focus kept and given back', async () => {
    const page = await open(everybody, PHONE);
    await tabTo(page, '[data-test=open-menu]');
    await page.keyboard.press('Enter');
    await page.locator('dialog[open] [data-test=menu-dead-letters]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-test=open-menu]:focus').waitFor();
    await page.keyboard.press('Enter');
    await tabTo(page, 'dialog[open] [data-test=menu-dead-letters]');
    await page.keyboard.press('Enter');
    await page.locator('[data-test=letter-row]').waitFor();
    await tabTo(page, '[data-test=replay]');
    await page.keyboard.press('Enter');
    await tabTo(page, 'dialog[open] [data-test=dialog-confirm]');
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press('Tab');
      expect(
        await page.evaluate(
          () =>
            document.activeElement?.closest('dialog[open]') !== null ||
            document.activeElement === document.body,
        ),
      ).toBe(true);
    }
    await tabTo(page, 'dialog[open] [data-test=dialog-confirm]');
    await page.keyboard.press('Enter');
    await page.locator('[data-test=replay-result]').filter({ hasText: /\d/ }).waitFor();
    await picture(page, 'console-dead-letters-replayed');
    await page.context().close();
  }, 60_000);

  it('finds in the audit what was done, by filter and address, and exports it', async () => {
    const page = await open(everybody);
    await goTo(page, `/audit?object=entry/${entry}`);
    await page.locator('[data-test=audit-row]').first().waitFor();
    const links = page.locator('[data-test=audit-object]');
    expect(await links.first().getAttribute('href')).toBe(`/entries/${entry}`);
    await page.locator('[data-test=filter-outcome]').selectOption('read');
    await page.locator('[data-test=filter-object]').fill('');
    await page.locator('[data-test=filter-search]').click();
    await page.waitForURL('**/audit?outcome=read');
    await page.locator('[data-test=audit-row]').first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('[data-test=csv]').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
    await picture(page, 'console-audit-readings');
    await page.context().close();
  }, 60_000);

  it('threw no error on any page', () => {
    expect(faults).toEqual([]);
  });
});

async function declaredRoles(): Promise<string[]> {
  const contracts = await Promise.all(
    SERVICES.map(async (name) => {
      const { contract } = (await import(`../apps/${name}/contract/index.js`)) as {
        contract: ServiceContract;
      };
      return contract;
    }),
  );
  return contracts.flatMap(({ roles }) => Object.keys(roles));
}

const ENTRY = (leaf: string) => ({
  title: '键盘可用性测试目录',
  abstract: '用于检查控制台能否只用键盘操作的目录，内容没有实际意义。',
  format: 'electronicFile',
  shareType: 'unconditional',
  shareMode: 'platform',
  openType: 'open',
  updateCycle: 'daily',
  classifications: [leaf],
});
