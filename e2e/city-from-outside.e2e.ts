import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium, picture, startBrowser } from './support/browser.js';
import { findPython, pythonWithNats } from './support/python.js';
import {
  foundDepartment,
  startWholeCity,
  type TestDepartment,
  type TestPerson,
  type WholeCity,
} from './support/test-city.js';

/*
 * One city as the launcher starts it, used from outside: by people in a browser, and by a client that is not
 * ours and holds only asyncapi.json and credentials.
 */

const runFile = promisify(execFile);

const executable = await findChromium();
if (!executable && process.env.CITYBRAIN_REQUIRE_BROWSER === '1') {
  throw new Error('no Chromium: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH');
}
// Without a browser the test is skipped, never passed.
const withBrowser = executable ? describe : describe.skip;

let whole: WholeCity;
let department: TestDepartment;

beforeAll(async () => {
  whole = await startWholeCity({ LOG_LEVEL: 'debug' });
  department = await foundDepartment(whole.operator, 'water');
});

afterAll(() => whole?.stop());

withBrowser('the first path, in a browser', () => {
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser(executable as string);
  });

  afterAll(() => browser?.close());

  async function session(person: TestPerson, viewport = { width: 1280, height: 800 }): Promise<Page> {
    const context: BrowserContext = await browser.newContext({ viewport, locale: 'zh-CN' });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(`${whole.city.gatewayUrl}/`);
    await page.locator('[data-test=sign-in-account]').fill(person.account);
    await page.locator('[data-test=sign-in-password]').fill(person.password);
    await page.locator('[data-test=sign-in-submit]').click();
    await page.locator('[data-test=sign-out]').waitFor();
    return page;
  }

  const act = async (page: Page, id: string, action: string, comment?: string) => {
    await page.goto(`${whole.city.gatewayUrl}/entries/${id}`);
    await page.locator(`[data-test=action-${action}]`).click();
    if (comment) await page.locator('[data-test=dialog-comment]').fill(comment);
    await page.locator('[data-test=dialog-confirm]').click();
  };
  const state = (page: Page, wanted: string) =>
    page.locator(`[data-test=entry-state][data-state=${wanted}]`).first().waitFor();

  it('goes from sign-in to published, seen in the live feed of a second session', async () => {
    const watcher = await session(department.publisher);
    await watcher.goto(`${whole.city.gatewayUrl}/live`);
    await watcher.locator('[data-test=live-state][data-state=open]').first().waitFor();

    const editor = await session(department.editor);
    await editor.goto(`${whole.city.gatewayUrl}/entries/new`);
    const field = (name: string) => editor.locator(`[data-test=field-${name}]`);
    await field('title').fill('城市供水水质监测');
    await field('abstract').fill('全市公共供水出厂水和管网水的水质监测结果，每日更新。');
    await field('format').selectOption('electronicFile');
    await field('shareType').selectOption('unconditional');
    await field('shareMode').selectOption('platform');
    await field('openType').selectOption('open');
    await field('updateCycle').selectOption('daily');
    await field('classifications').fill(department.leaf);
    await editor.locator('[data-test=classification-option]').first().waitFor();
    await field('classifications').press('Enter');
    await picture(editor, '1-draft');
    await editor.locator('[data-test=save-draft]').click();
    await state(editor, 'draft');
    const id = editor.url().split('/').at(-1) as string;
    await act(editor, id, 'submitEntry');
    await state(editor, 'submitted');
    await picture(editor, '2-submitted');

    const approver = await session(department.approver);
    await act(approver, id, 'approveEntry', '同意');
    await state(approver, 'deptApproved');

    const publisher = await session(department.publisher, { width: 390, height: 844 });
    await act(publisher, id, 'publishEntry', '同意发布');
    await state(publisher, 'published');
    await picture(publisher, '3-published-phone');

    for (const type of ['entryRegistered', 'entrySubmitted', 'entryApproved', 'entryPublished']) {
      await watcher
        .locator(`[data-test=live-event][data-event-type="data-catalog.${type}"]`)
        .first()
        .waitFor();
    }
    await picture(watcher, '4-live');
    await editor.reload();
    await state(editor, 'published');
    expect(await editor.locator('[data-test=entry-code]').first().textContent()).toContain(
      `${department.leaf}/000001`,
    );
    await picture(editor, '5-published');
    expect(faults).toEqual([]);
  }, 120_000);
});

const python = await findPython();
if (!python && process.env.CITYBRAIN_REQUIRE_PYTHON === '1') throw new Error('no python3 with venv and pip');
const withPython = python ? describe : describe.skip;

withPython('a Python client that is not ours', () => {
  it('calls a query and provokes problems, with nothing but asyncapi.json and credentials', async () => {
    const document = join(whole.city.home, 'asyncapi.json');
    const response = await fetch(`${whole.city.gatewayUrl}/asyncapi.json`);
    await writeFile(document, await response.text());
    const { account, password } = department.editor;
    const interpreter = await pythonWithNats(python as string);
    const { stdout } = await runFile(interpreter, [
      'e2e/python/client.py',
      document,
      join(whole.city.home, 'integrator.nk'),
      account,
      password,
    ]);
    const steps = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { step: string; code?: string });
    expect(steps.map(({ step, code }) => [step, code])).toEqual([
      ['without a token', 'unauthenticated'],
      ['query', undefined],
      ['problem', 'invalid-request'],
      ['done', undefined],
    ]);
  }, 180_000);
});

// Last in this file: by now people and programs have signed in and worked, with every log line kept.
describe('the logs of the city', () => {
  it('hold no password, no token, no account and no name of a person', async () => {
    const dir = join(whole.city.home, 'logs');
    const files = (await readdir(dir)).filter((name) => /^(identity|data-catalog|gateway)\.log/.test(name));
    expect(files.length).toBeGreaterThanOrEqual(3);
    const { editor, approver, publisher } = department;
    const secrets = [
      ...[editor, approver, publisher].flatMap(({ account, password }) => [account, password]),
      'water editor',
      whole.city.secrets.bootstrapOperatorSecret,
      'eyJ', // every JWT begins so
    ];
    for (const file of files) {
      const text = await readFile(join(dir, file), 'utf8');
      expect(text).toContain('operation');
      for (const secret of secrets)
        expect(text.includes(secret) ? `${file} holds ${secret}` : 'clean').toBe('clean');
    }
  });
});
