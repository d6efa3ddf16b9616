import { describe, expect, it } from '@jest/globals';
import { defineService, Empty, event, natsRights, query, type ServiceContract } from './index.js';

const words = { summary: { zh: '测试', en: 'Test' }, doc: '' };
const ask = query({ ...words, request: Empty, reply: Empty, allow: 'anyone', examples: [] });
const told = event({ ...words, data: Empty, visibleTo: {}, example: {} });

const facts = (name: string) => ({ name, version: 1, title: { zh: name, en: name }, doc: '' });
const shop = defineService(
  { ...facts('shop'), calls: ['stock.getStock'], consumers: { orders: ['stock.stockChanged'] } },
  { operations: { getShop: ask }, events: { shopOpened: told } },
) as unknown as ServiceContract;
const stock = defineService(facts('stock'), {
  operations: { getStock: ask, getShelf: ask },
  events: { stockChanged: told },
}) as unknown as ServiceContract;

/** Whether a NATS subject pattern covers a subject. */
function covers(pattern: string, subject: string): boolean {
  const [wanted, given] = [pattern.split('.'), subject.split('.')];
  for (const [index, token] of wanted.entries()) {
    if (token === '>') return given.length > index;
    if (given[index] === undefined || (token !== '*' && token !== given[index])) return false;
  }
  return wanted.length === given.length;
}

describe('the NATS rights made from the contracts', () => {
  const rights = natsRights([shop, stock]);
  const may = (user: string, verb: 'publish' | 'subscribe', subject: string) =>
    (rights[user]?.[verb] ?? []).some((pattern) => covers(pattern, subject));

  it('let a service answer its own operations and publish its own events', () => {
    expect(may('shop', 'subscribe', 'city.shop.v1.get-shop')).toBe(true);
    expect(may('shop', 'publish', 'city.evt.shop.shop-opened.v1')).toBe(true);
  });

  it('let a service call only what its contract declares', () => {
    expect(may('shop', 'publish', 'city.stock.v1.get-stock')).toBe(true);
    expect(may('shop', 'publish', 'city.stock.v1.get-shelf')).toBe(false);
    expect(may('stock', 'publish', 'city.shop.v1.get-shop')).toBe(false);
  });

  it("never let a service publish another's events or answer another's operations", () => {
    for (const [own, other] of [
      [shop, stock],
      [stock, shop],
    ] as const) {
      for (const { subject } of Object.values(other.events))
        expect(may(own.name, 'publish', subject)).toBe(false);
      for (const { subject } of Object.values(other.operations))
        expect(may(own.name, 'subscribe', subject)).toBe(false);
    }
  });

  it('never let a service read the stream of events but through its own consumers', () => {
    expect(may('shop', 'subscribe', 'city.evt.stock.stock-changed.v1')).toBe(false);
    expect(may('shop', 'publish', '$JS.API.CONSUMER.MSG.NEXT.EVENTS.shop_orders')).toBe(true);
    expect(may('stock', 'publish', '$JS.API.CONSUMER.MSG.NEXT.EVENTS.shop_orders')).toBe(false);
    expect(may('stock', 'publish', '$JS.API.STREAM.DELETE.EVENTS')).toBe(false);
    expect(may('stock', 'publish', '$JS.API.STREAM.MSG.GET.EVENTS')).toBe(false);
  });

  it("keep inboxes and dead letters to their owner: nobody reads another's replies", () => {
    expect(may('shop', 'subscribe', '_INBOX_shop.x.1')).toBe(true);
    expect(may('shop', 'subscribe', '_INBOX_stock.x.1')).toBe(false);
    expect(may('integrator', 'subscribe', '_INBOX_gateway.x.1')).toBe(false);
    expect(may('shop', 'publish', 'city.dead.stock.orders')).toBe(false);
    expect(may('stock', 'publish', '$JS.API.STREAM.MSG.GET.DEAD_LETTERS_shop')).toBe(false);
  });

  it('let outside tools call operations and discover, and nothing else', () => {
    expect(may('integrator', 'publish', 'city.shop.v1.get-shop')).toBe(true);
    expect(may('integrator', 'publish', '$SRV.PING')).toBe(true);
    expect(may('integrator', 'publish', 'city.evt.shop.shop-opened.v1')).toBe(false);
    expect(may('integrator', 'subscribe', 'city.evt.shop.shop-opened.v1')).toBe(false);
    expect(may('integrator', 'publish', '$JS.API.STREAM.INFO.EVENTS')).toBe(false);
  });

  it("let everybody tell the own spans and nobody else's, and telemetry alone hear them", () => {
    const keeper = defineService(facts('telemetry'), { operations: { getTrace: ask }, events: {} });
    const all = natsRights([shop, stock, keeper as unknown as ServiceContract]);
    for (const [user, { publish, subscribe }] of Object.entries(all)) {
      if (user === 'operator') continue;
      const told = publish.filter((subject) => covers('city.spans.>', subject));
      expect(told).toEqual([`city.spans.${user}`]);
      const heard = subscribe.filter((subject) => covers('city.spans.>', subject));
      expect(heard).toEqual(user === 'telemetry' ? ['city.spans.*'] : []);
    }
  });

  it('let the gateway call everything and publish no event', () => {
    for (const { subject } of [...Object.values(shop.operations), ...Object.values(stock.operations)])
      expect(may('gateway', 'publish', subject)).toBe(true);
    expect(may('gateway', 'publish', 'city.evt.shop.shop-opened.v1')).toBe(false);
  });

  it('cannot be made when a contract calls what no contract declares', () => {
    const dreamer = { ...shop, calls: ['stock.getMoon'] };
    expect(() => natsRights([dreamer, stock])).toThrow('calls "stock.getMoon", which no contract declares');
  });
});
