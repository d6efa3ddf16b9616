import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from '#libs/access';
import { type CloudEvent, Problem } from '#libs/contract-kit';
import type { DomainEvent } from '#libs/store';
import { ENTRY_ACTIONS, type EntryAction, PUBLISH_STATES } from '../../contract/entry.dto.js';
import type { EntryFields } from '../../contract/entry-fields.dto.js';
import { EXAMPLE_FIELDS } from '../../contract/examples.js';
import {
  decideAmendment,
  decideApproval,
  decidePublication,
  decideRegistration,
  decideRejection,
  decideSubmission,
  decideWithdrawal,
} from './decide-entry.js';
import { applyToEntry, type EntryState } from './entry.js';
import { missingFields } from './entry-completeness.js';
import { allowedActions, maySee, refusal, STEPS } from './entry-machine.js';
import { brokenRules } from './entry-rules.js';

const OWN = '11370000MB284651XL';
const OTHER = '91350100M000100Y43';
const ID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';

const ROLES = ['catalog.editor', 'catalog.approver', 'catalog.publisher', 'catalog.steward'];

/** Anybody; mostly people who may do something, so that walks get far. */
const caller: fc.Arbitrary<Principal> = fc.record({
  subject: fc.constantFrom('person:a', 'person:b', 'person:c', 'person:d', 'person:e'),
  roles: fc.oneof({ arbitrary: fc.constant(ROLES), weight: 3 }, { arbitrary: fc.subarray(ROLES), weight: 1 }),
  organisation: fc.constantFrom(OWN, OWN, OWN, OTHER),
});

const fields: fc.Arbitrary<EntryFields> = fc.constantFrom<EntryFields[]>(
  EXAMPLE_FIELDS,
  EXAMPLE_FIELDS,
  EXAMPLE_FIELDS,
  { ...EXAMPLE_FIELDS, title: '城市燃气用户信息' },
  { title: '不完整的目录' },
  { ...EXAMPLE_FIELDS, timeRange: { from: '2026-02-01', to: '2026-01-01' } }, // breaks a rule
);

const move = fc.record({ action: fc.constantFrom(...ENTRY_ACTIONS), caller, fields });
type Move = { action: EntryAction; caller: Principal; fields: EntryFields };

/** The state after events of a caller; times and ids play no part. */
function fold(state: EntryState | undefined, events: readonly DomainEvent[], actor: string): EntryState {
  let next = state;
  for (const { type, data } of events)
    next = applyToEntry(next, {
      type: type.subject,
      actor,
      time: '2026-11-23T16:30:00.000Z',
      aggregateid: ID,
      data,
    } as unknown as CloudEvent<never>);
  if (!next) throw new Error('nothing happened');
  return next;
}

function decide({ action, caller, fields }: Move, entry: EntryState): DomainEvent[] {
  const codes = (entry.fields.classifications ?? []).map((classification, index) => ({
    classification,
    code: `${classification}/00000${index + 1}`,
    primary: index === 0,
  }));
  switch (action) {
    case 'amendEntry':
      return decideAmendment(ID, entry, fields, caller);
    case 'submitEntry':
      return decideSubmission(ID, entry, caller, '请审核');
    case 'withdrawEntry':
      return decideWithdrawal(ID, entry, caller);
    case 'approveEntry':
      return decideApproval(ID, entry, caller);
    case 'publishEntry':
      return decidePublication(ID, entry, caller, codes);
    case 'rejectEntry':
      return decideRejection(ID, entry, caller, '信息项缺少更新时间');
  }
}

const begin = (author = 'person:a', of: EntryFields = EXAMPLE_FIELDS) =>
  fold(undefined, decideRegistration(ID, { code: OWN, name: '示例单位' }, of), author);

/** Plays moves one after another; those that are refused change nothing. */
function walk(
  moves: readonly Move[],
  seen: (before: EntryState, move: Move, after: EntryState | Problem) => void,
) {
  let entry = begin();
  for (const each of moves) {
    try {
      const after = fold(entry, decide(each, entry), each.caller.subject);
      seen(entry, each, after);
      entry = after;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      seen(entry, each, error);
    }
  }
  return entry;
}

const walks = fc.array(move, { maxLength: 40, size: 'max' });
const steps = ({ action, caller }: Move, entry: EntryState) =>
  STEPS[action].filter(
    ({ from, role, by }) =>
      from === entry.publishState &&
      caller.roles.includes(role) &&
      (by === 'authority' || caller.organisation === entry.provider.code),
  );

describe('the publish machine', () => {
  it('never leaves its table, whoever does what', () => {
    let moved = 0;
    const reached = new Set<string>();
    fc.assert(
      fc.property(walks, (moves) => {
        walk(moves, (before, each, after) => {
          if (after instanceof Problem) return;
          moved++;
          reached.add(after.publishState);
          expect(steps(each, before).map(({ to }) => to)).toEqual([after.publishState]);
        });
      }),
      { numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(300);
    expect([...reached].toSorted()).toEqual([...PUBLISH_STATES].toSorted()); // the walks went everywhere
  });

  it('refuses an action exactly when it is not among the allowed ones', () => {
    fc.assert(
      fc.property(walks, move, (moves, { caller }) => {
        const entry = walk(moves, () => {});
        const allowed = allowedActions(entry, caller);
        for (const action of ENTRY_ACTIONS)
          expect(refusal(action, entry, caller) === undefined).toBe(allowed.includes(action));
      }),
    );
  });

  it('never lets anybody who wrote the entry approve, publish or reject it', () => {
    fc.assert(
      fc.property(walks, (moves) => {
        walk(moves, (before, each, after) => {
          if (after instanceof Problem || !before.writers.includes(each.caller.subject)) return;
          expect(steps(each, before).every(({ notByWriter }) => !notByWriter)).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('says why: wrong person, wrong time (with what is allowed), or own work', () => {
    const all = ['catalog.editor', 'catalog.approver', 'catalog.publisher'];
    const draft = begin('person:a');
    const why = (
      action: EntryAction,
      entry: EntryState,
      subject: string,
      roles = all,
      organisation = OWN,
    ) => {
      const problem = refusal(action, entry, { subject, roles, organisation });
      return [problem?.problem.code, problem?.facts.allowed];
    };
    expect(why('approveEntry', draft, 'person:b')).toEqual([
      'not-allowed-now',
      ['amendEntry', 'submitEntry'],
    ]);
    expect(why('approveEntry', draft, 'person:b', ['catalog.editor'])).toEqual(['forbidden', undefined]);
    expect(why('submitEntry', draft, 'person:b', all, OTHER)).toEqual(['forbidden', undefined]);
    const submitted = fold(
      draft,
      decideSubmission(ID, draft, { subject: 'person:a', roles: all, organisation: OWN }),
      'person:a',
    );
    expect(why('approveEntry', submitted, 'person:a')).toEqual(['self-approval', undefined]);
    expect(why('approveEntry', submitted, 'person:b')).toEqual([undefined, undefined]);
    expect(why('rejectEntry', submitted, 'person:p', ['catalog.publisher'], OTHER)).toEqual([
      'forbidden',
      undefined,
    ]);
  });

  it('ends at published in this slice: nothing more is allowed to anybody', () => {
    for (const [action, ways] of Object.entries(STEPS))
      expect([action, ways.some(({ from }) => from === 'published')]).toEqual([action, false]);
  });
});

describe('an entry, whatever is done to it', () => {
  it('keeps its invariants', () => {
    fc.assert(
      fc.property(walks, (moves) => {
        const authors = new Set(['person:a']);
        walk(moves, (before, each, after) => {
          if (after instanceof Problem) return;
          if (each.action === 'amendEntry') authors.add(each.caller.subject);
          expect(after.provider).toEqual(before.provider);
          expect(after.author).toBe('person:a');
          expect(after.createdAt).toBe(before.createdAt);
          expect(new Set(after.writers)).toEqual(authors);
          expect(brokenRules(after.fields)).toEqual([]);
          if (['submitted', 'deptApproved', 'published'].includes(after.publishState))
            expect(missingFields(after.fields)).toEqual([]);
          const published = after.publishState === 'published';
          expect(after.codes.map(({ classification }) => classification)).toEqual(
            published ? after.fields.classifications : [],
          );
          expect(after.codes.filter(({ primary }) => primary)).toHaveLength(published ? 1 : 0);
          expect(after.publishedOn).toBe(published ? '2026-11-24' : undefined); // half past midnight in China
        });
      }),
      { numRuns: 200 },
    );
  });

  it('changes its fields by amendment only', () => {
    fc.assert(
      fc.property(walks, (moves) => {
        walk(moves, (before, each, after) => {
          if (after instanceof Problem) return;
          expect(after.fields).toEqual(each.action === 'amendEntry' ? each.fields : before.fields);
        });
      }),
    );
  });

  it('is visible to its provider and to reviewers before it is published, then to everybody', () => {
    fc.assert(
      fc.property(walks, caller, (moves, reader) => {
        const entry = walk(moves, () => {});
        const reviews = reader.roles.some((role) => ['catalog.publisher', 'catalog.steward'].includes(role));
        expect(maySee(entry, reader)).toBe(
          entry.publishState === 'published' || reader.organisation === OWN || reviews,
        );
      }),
    );
  });

  it('cannot begin with fields that break a rule', () => {
    const late = { ...EXAMPLE_FIELDS, timeRange: { from: '2026-02-01', to: '2026-01-01' } };
    expect(() => begin('person:a', late)).toThrow(Problem);
  });

  it('has no state without a beginning, and none after an event that nobody knows', () => {
    const event = {
      type: 'city.evt.data-catalog.entry-painted.v1',
      aggregateid: ID,
    } as unknown as CloudEvent<never>;
    expect(() => applyToEntry(undefined, event)).toThrow('has no beginning');
    expect(() => applyToEntry(begin(), event)).toThrow('unknown event');
  });
});
