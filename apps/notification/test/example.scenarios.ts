import { randomUUID } from 'node:crypto';
import type { Principal } from '#libs/access';
import { examplesOf, type Given, type Prepare } from '#libs/conformance';
import { Notification } from '../contract/index.js';
import { as } from './notification.scenarios.js';

const somebody = (): Principal => ({ subject: `person:${randomUUID()}`, roles: [] });
const anyone: Prepare = async () => ({ caller: somebody() });

/**
 * Every example of the contract, executed. Endpoint and code are of the test's own making.
 * @param hook address at which the test answers pings
 * @param codeFor the code that was mailed to an address
 * @param failedDelivery a delivery that was given up
 */
export function exampleScenarios(facts: {
  hook: () => string;
  codeFor: (address: string) => Promise<string>;
  delivery: () => Promise<string>;
}) {
  const ownWebhook =
    (): Prepare =>
    async (target): Promise<Given> => {
      const caller = somebody();
      const owner = await as(target, caller);
      const request = { owner: 'person' as const, url: facts.hook(), description: '示例' };
      const { id } = await owner.registerWebhook(request);
      return { caller, replace: { id } };
    };
  return examplesOf(Notification, {
    listNotifications: anyone,
    countUnread: anyone,
    markRead: anyone,
    markAllRead: anyone,
    getPreferences: anyone,
    setPreferences: anyone,
    setEmail: anyone,
    confirmEmail: async (target) => {
      const caller = somebody();
      const address = `confirm-${randomUUID()}@example.org`;
      await (await as(target, caller)).setEmail({ address });
      return { caller, replace: { code: await facts.codeFor(address) } };
    },
    removeEmail: anyone,
    registerWebhook: anyone,
    listWebhooks: anyone,
    verifyWebhook: ownWebhook(),
    rotateWebhookSecret: ownWebhook(),
    removeWebhook: ownWebhook(),
    listDeliveries: async () => ({ caller: { subject: 'system:tests', roles: ['platform.operator'] } }),
    retryDelivery: async () => ({
      caller: { subject: 'system:tests', roles: ['platform.operator'] },
      replace: { id: await facts.delivery() },
    }),
  });
}
