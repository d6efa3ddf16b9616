import { jest } from '@jest/globals';

/**
 * `@fastify/static` is CommonJS and requires `content-disposition`, an ES module. Node 20.19 can do that, the
 * loader of Jest cannot: it gets the module imported beforehand. To be called before the gateway is imported.
 */
export async function loadRequiredEsModules(): Promise<void> {
  const contentDisposition: object = await import('content-disposition');
  jest.doMock('content-disposition', () => contentDisposition);
}
