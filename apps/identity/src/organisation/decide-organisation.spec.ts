import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CloudEvent, Problem } from '#libs/contract-kit';
import type { DomainEvent } from '#libs/store';
import {
  ALLOWED,
  decideDissolution,
  decideMerge,
  decideReinstatement,
  decideRename,
  decideSplit,
} from './decide-organisation.js';
import { applyToOrganisation, type OrganisationState, statusOf } from './organisation.js';

const TODAY = '2026-11-23';
const CODES = ['A', 'B', 'C', 'D', 'E'];
type City = Map<string, OrganisationState>;

const founded = (): City =>
  new Map(
    CODES.map((code) => [
      code,
      { code, name: { zh: code, en: code }, division: '371100', kind: 'department' },
    ]),
  );

const step = fc.record({
  action: fc.constantFrom('rename', 'merge', 'split', 'dissolve', 'reinstate'),
  on: fc.constantFrom(...CODES),
  other: fc.constantFrom(...CODES),
  third: fc.constantFrom(...CODES),
  date: fc.constantFrom('2026-01-01', '2026-06-01', TODAY, '2027-01-01'),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function decide(city: City, { action, on, other, third, date }: Step): DomainEvent[] {
  const state = city.get(on) as OrganisationState;
  const change = { code: on, effectiveOn: date, legalBasis: 'x' };
  switch (action) {
    case 'rename':
      return decideRename(state, { ...change, name: { zh: other, en: third } }, TODAY);
    case 'merge':
      return decideMerge(state, change, TODAY, city.get(other));
    case 'split':
      return decideSplit(state, { ...change, into: [other, third], heir: other }, TODAY, [
        city.get(other),
        city.get(third),
      ]);
    case 'dissolve':
      return decideDissolution(state, change, TODAY, 0);
    default:
      return decideReinstatement(state, change, TODAY);
  }
}

/** Walks a city through steps; what is refused changes nothing. */
function walk(
  steps: readonly Step[],
  seen: (before: OrganisationState, after: OrganisationState, step: Step) => void = () => {},
) {
  const city = founded();
  for (const each of steps) {
    try {
      for (const { type, data } of decide(city, each)) {
        const before = city.get(each.on) as OrganisationState;
        const after = applyToOrganisation(before, {
          type: type.subject,
          data,
        } as unknown as CloudEvent<never>);
        seen(before, after, each);
        city.set(each.on, after);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  return city;
}

describe('organisations under any sequence of decisions', () => {
  it('never make a circle: from each, heirs lead to one that has none', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const city = walk(steps);
        for (const start of city.values()) {
          let [present, hops] = [start, 0];
          while (present.heir) {
            present = city.get(present.heir) as OrganisationState;
            expect(++hops).toBeLessThanOrEqual(CODES.length);
          }
        }
      }),
    );
  });

  it('do only what the table allows, and dates never go back nor into the future', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        walk(steps, (before, after, { action }) => {
          expect(ALLOWED[statusOf(before)] as readonly string[]).toContain(`${action}Organisation`);
          expect(after.effectiveOn && after.effectiveOn <= TODAY).toBe(true);
          expect((after.effectiveOn ?? '') >= (before.effectiveOn ?? '')).toBe(true);
        });
      }),
    );
  });

  it('have a heir exactly when merged or split, and it is a successor', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        for (const state of walk(steps).values()) {
          const ended = ['merged', 'split'].includes(statusOf(state));
          expect(state.heir !== undefined).toBe(ended);
          if (ended) expect(state.successors).toContain(state.heir);
        }
      }),
    );
  });
});
