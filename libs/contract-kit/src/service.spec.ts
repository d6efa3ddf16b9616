import { describe, expect, it } from '@jest/globals';
import {
  asyncApi,
  command,
  defineService,
  Empty,
  event,
  Flag,
  get,
  query,
  type ServiceContract,
} from './index.js';

class Lamp {
  @Flag({ zh: '亮' })
  lit: boolean;
}

const words = { summary: { zh: '开关', en: 'Switch' }, doc: '' };

const facts = { name: 'street-light', version: 2, title: { zh: '路灯', en: 'Street light' }, doc: '' };
const declared = {
  operations: {
    switchLamp: command({ ...words, request: Lamp, reply: Lamp, allow: ['lamp.keeper'], examples: [] }),
    addLamp: command({
      ...words,
      request: Lamp,
      reply: Lamp,
      allow: 'signed-in',
      creates: true,
      examples: [],
    }),
    getLamp: query({
      ...words,
      request: Empty,
      reply: Lamp,
      allow: 'anyone',
      http: get('/lamp'),
      examples: [],
    }),
  },
  events: {
    lampSwitched: event({ ...words, data: Lamp, visibleTo: {}, example: { lit: true } }),
    lampBroken: event({ ...words, data: Lamp, visibleTo: {}, example: { lit: true }, version: 3 }),
  },
};

describe('a service contract', () => {
  const contract = defineService(facts, declared);

  it('gives every operation its subject city.<service>.v<N>.<verb-noun>', () => {
    expect(contract.operations.switchLamp.subject).toBe('city.street-light.v2.switch-lamp');
  });

  it('gives every event its subject city.evt.<service>.<fact>.v<N>', () => {
    expect(contract.events.lampSwitched.subject).toBe('city.evt.street-light.lamp-switched.v1');
    expect(contract.events.lampBroken.subject).toBe('city.evt.street-light.lamp-broken.v3');
  });

  it('binds operations and events to their service and name', () => {
    expect(contract.operations.getLamp).toMatchObject({
      service: 'street-light',
      name: 'getLamp',
      kind: 'query',
    });
    expect(contract.events.lampBroken).toMatchObject({ service: 'street-light', name: 'lampBroken' });
  });

  it('gives every service the platform operations', () => {
    expect(contract.operations.getHealth.subject).toBe('city.street-light.v2.get-health');
    expect(Object.keys(contract.operations)).toEqual(
      expect.arrayContaining(['listDenials', 'listDeadLetters', 'replayDeadLetter', 'republishEvents']),
    );
  });

  it('heeds If-Match on changes, and not on creations and queries', () => {
    const { switchLamp, addLamp, getLamp } = contract.operations;
    expect([switchLamp.ifMatch, addLamp.ifMatch, getLamp.ifMatch]).toEqual(['optional', 'none', 'none']);
  });

  it.each(['Street', 'street_light', '1street', 'street-', ''])(
    'refuses %p as the name of a service',
    (name) => {
      expect(() => defineService({ ...facts, name }, declared)).toThrow('is not kebab-case');
    },
  );

  it('cannot be documented with two DTO classes of one name', () => {
    const twin = () => {
      class Lamp {}
      return Lamp;
    };
    const other = defineService(
      { ...facts, name: 'other' },
      {
        operations: {
          getOther: query({ ...words, request: twin(), reply: Empty, allow: 'anyone', examples: [] }),
        },
      },
    );
    const both = [contract, other] as unknown as ServiceContract[];
    expect(() => asyncApi(both, { version: '1', natsUrl: 'nats://localhost:4222' })).toThrow(
      'two DTO classes are named Lamp',
    );
  });
});
