import { describe, expect, it } from '@jest/globals';
import { contract as dataCatalog } from '#contracts/data-catalog';
import type { ServiceContract } from '#libs/contract-kit';
import type { NotificationRule } from '../../contract/rule.js';
import { RULES } from '../../contract/rules.js';
import { faultsOf } from './check-rules.js';
import { RuleBook } from './rule-book.js';

const CONTRACTS = [dataCatalog as unknown as ServiceContract];
const GOOD = RULES.find(({ name }) => name === 'catalog-rejected') as NotificationRule;
const faults = (changes: Partial<NotificationRule>) => faultsOf([{ ...GOOD, ...changes }], CONTRACTS);

describe('rules', () => {
  it('fit the contracts', () => {
    expect(new RuleBook().rules).toBe(RULES);
  });

  it.each<[string, Partial<NotificationRule>, RegExp]>([
    ['an unknown event', { event: 'data-catalog.entryEaten' }, /no contract declares the event/],
    ['an unknown service', { event: 'nowhere.thing' }, /no contract declares the event/],
    ['an unknown field in a text', { text: { zh: '{data.taste}', en: '' } }, /no field data\.taste/],
    ['an unknown field in a link', { link: '/entries/{data.nested.id}' }, /no field data\.nested\.id/],
    ['an unknown field of the envelope', { headline: { zh: '{weather}', en: '' } }, /no field weather/],
    ['a stray brace', { headline: { zh: '{data.title', en: '' } }, /stray brace/],
    ['a field that may be absent, not marked so', { audience: '{data.writers}' }, /may be absent/],
    ['an undeclared role', { audience: 'role:catalog.cook' }, /no contract declares the role/],
    ['an audience that is no address', { audience: 'everybody' }, /is no address/],
    ['a link to elsewhere', { link: 'https://example.org' }, /is no path/],
  ])('with %s fail', (_what, changes, fault) => {
    expect(faults(changes).join()).toMatch(fault);
  });

  it('of one name fail', () => {
    expect(faultsOf([GOOD, GOOD], CONTRACTS)).toEqual(['rule catalog-rejected is there twice']);
  });
});
