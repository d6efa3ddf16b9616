import { jest } from '@jest/globals';

/**
 * `light-my-request` is CommonJS and requires `cookie` and `set-cookie-parser`, ES modules. Node 20.19 can do
 * that, the loader of Jest cannot: it gets them imported beforehand.
 */
export async function loadRequiredEsModules(): Promise<void> {
  const [cookie, setCookie]: object[] = await Promise.all([import('cookie'), import('set-cookie-parser')]);
  jest.doMock('cookie', () => cookie as object);
  jest.doMock('set-cookie-parser', () => setCookie as object);
}
