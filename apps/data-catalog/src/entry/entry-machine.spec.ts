import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from '#libs/access';
import { type CloudEvent, Problem } from '#libs/contract-kit';
import type { DomainEvent } from '#libs/store';
import type { EntryFields } from '../../contract/entry-fields.dto.js';
import { EXAMPLE_FIELDS } from '../../contract/examples.js';
import { ALL_ACTIONS, type EntryAction, ONLINE_STATES, PUBLISH_STATES } from '../../contract/lifecycle.js';
import {
  decideChangeAmendment,
  decideChangePublication,
  decideChangeRejection,
  decideChangeStep,
  decideOpening,
  decideRevocation,
  decideRevocationRequest,
  newClassifications,
} from './decide-change.js';
import {
  decideAmendment,
  decideApproval,
  decidePublication,
  decideRegistration,
  decideRejection,
  decideSubmission,
  decideWithdrawal,
} from './decide-entry.js';
import { decideOnlineStep, decideReasonedOnlineStep } from './decide-online.js';
import { applyToEntry, type EntryState } from './entry.js';
import { missingFields } from './entry-completeness.js';
import { allowedActions, machineOf, maySee, phaseFor, refusal, STEPS } from './entry-machine.js';
import { brokenRules } from './entry-rules.js';
import { viewEntry } from './entry-view.js';
import { isAvailable, onlineOf } from './online-machine.js';
import { isPublic, publishedNumber } from './public-entry.js';

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
  { ...EXAMPLE_FIELDS, classifications: ['101001', '307013371100000000000101'] },
  { title: '不完整的目录' },
  { ...EXAMPLE_FIELDS, timeRange: { from: '2026-02-01', to: '2026-01-01' } }, // breaks a rule
);

type Move = {
  /** Chooses among what the caller may do now; or, rarely, anything at all. */
  pick: number;
  action?: EntryAction;
  caller: Principal;
  fields: EntryFields;
};
const wish = { pick: fc.nat(999), caller, fields };
const move: fc.Arbitrary<Move> = fc.oneof(
  { arbitrary: fc.record(wish), weight: 5 },
  { arbitrary: fc.record({ ...wish, action: fc.constantFrom(...ALL_ACTIONS) }), weight: 1 },
);
type Taken = Move & { action: EntryAction };

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

const BASIS = { law: '《政务数据共享条例》', article: '第十七条' };

function decide({ action, caller, fields }: Taken, entry: EntryState): DomainEvent[] {
  const codes = issue(entry.fields.classifications ?? []);
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
    case 'openChange':
      return decideOpening({ id: ID, reason: '需要变更', fields }, entry, caller);
    case 'amendChange':
      return decideChangeAmendment({ id: ID, fields }, entry, caller);
    case 'submitChange':
    case 'withdrawChange':
    case 'discardChange':
    case 'approveChange':
    case 'withdrawRevocation':
      return decideChangeStep(action, ID, entry, caller, '意见');
    case 'rejectChange':
    case 'rejectRevocation':
      return decideChangeRejection(action, ID, entry, caller, '依据不足');
    case 'publishChange':
      return decideChangePublication(ID, entry, caller, issue(newClassifications(entry)));
    case 'requestRevocation':
      return decideRevocationRequest({ id: ID, reason: '不再采集', basis: BASIS }, entry, caller);
    case 'revokeEntry':
      return decideRevocation(ID, entry, caller);
    case 'requestOnline':
    case 'approveOnline':
    case 'approveOffline':
    case 'withdrawOnlineRequest':
      return decideOnlineStep(action, ID, entry, caller);
    case 'rejectOnline':
    case 'rejectOffline':
    case 'requestOffline':
    case 'takeOffline':
      return decideReasonedOnlineStep(action, ID, entry, caller, '原因');
  }
}

let issuedSoFar = 0;
/** Codes as the service issues them: never one twice. */
const issue = (classifications: readonly string[]) =>
  classifications.map((classification, index) => ({
    classification,
    code: `${classification}/${String(++issuedSoFar).padStart(6, '0')}`,
    primary: index === 0,
  }));

const begin = (author = 'person:a', of: EntryFields = EXAMPLE_FIELDS) =>
  fold(undefined, decideRegistration(ID, { code: OWN, name: '示例单位' }, of), author);

/** An entry after steps taken by the people `person:<who>` of its provider, who have every role. */
function taken(ways: readonly [EntryAction, string][]): EntryState {
  return ways.reduce((entry, [action, who]) => {
    const caller = { subject: `person:${who}`, roles: ROLES, organisation: OWN };
    return fold(entry, decide({ pick: 0, action, caller, fields: EXAMPLE_FIELDS }, entry), caller.subject);
  }, begin());
}
const PUBLISHED: [EntryAction, string][] = [
  ['submitEntry', 'a'],
  ['approveEntry', 'b'],
  ['publishEntry', 'c'],
];

/** Plays moves one after another; those that are refused change nothing. */
function walk(
  moves: readonly Move[],
  seen: (before: EntryState, move: Taken, after: EntryState | Problem) => void,
  start = begin(),
) {
  let entry = start;
  for (const wish of moves) {
    const may = allowedActions(entry, wish.caller);
    const action = wish.action ?? may[wish.pick % Math.max(1, may.length)] ?? 'amendEntry';
    const each = { ...wish, action };
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

const walks = fc.array(move, { maxLength: 60, size: 'max' });
const longWalks = fc.array(move, { minLength: 60, maxLength: 120, size: 'max' });
const steps = ({ action, caller }: Taken, entry: EntryState) =>
  STEPS[action].filter(
    ({ from, role, by }) =>
      from === phaseFor(action, entry) &&
      caller.roles.includes(role) &&
      (by === 'authority' || caller.organisation === entry.provider.code),
  );

describe('the publish machine', () => {
  it('never leaves its table, whoever does what', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(walks, fc.boolean(), (moves, published) => {
        const start = published ? taken(PUBLISHED) : begin();
        walk(
          moves,
          (before, each, after) => {
            if (after instanceof Problem) return;
            reached.add(after.publishState).add(onlineOf(after).state);
            const ways = steps(each, before).map(({ to }) => to);
            expect(ways).toContain(phaseFor(each.action, after));
            // One machine moves at a time; only the revocation takes offline, and a change shows in publish.
            if (machineOf(each.action) === 'online') expect(after.publishState).toBe(before.publishState);
            if (machineOf(each.action) !== 'online' && each.action !== 'revokeEntry')
              expect(after.online).toEqual(before.online);
          },
          start,
        );
      }),
      { numRuns: 200 },
    );
    expect([...reached].toSorted()).toEqual([...PUBLISH_STATES, ...ONLINE_STATES].toSorted()); // they went everywhere
  });

  it('refuses an action exactly when it is not among the allowed ones', () => {
    fc.assert(
      fc.property(walks, move, (moves, { caller }) => {
        const entry = walk(moves, () => {});
        const allowed = allowedActions(entry, caller);
        for (const action of ALL_ACTIONS)
          expect(refusal(action, entry, caller) === undefined).toBe(allowed.includes(action));
      }),
    );
  });

  it('never lets anybody who wrote the entry approve, publish or reject it', () => {
    fc.assert(
      fc.property(walks, (moves) => {
        walk(moves, (before, each, after) => {
          if (after instanceof Problem) return;
          const writers = {
            publish: before.writers,
            change: before.change?.writers ?? [],
            online: [onlineOf(before).requestedBy],
          }[machineOf(each.action)];
          if (!writers.includes(each.caller.subject)) return;
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

  it('ends at revoked: nothing more is allowed to anybody', () => {
    fc.assert(
      fc.property(walks, caller, (moves, anybody) => {
        const entry = walk(moves, () => {});
        if (entry.publishState === 'revoked') expect(allowedActions(entry, anybody)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an entry, whatever is done to it', () => {
  it('keeps its invariants', () => {
    fc.assert(
      fc.property(walks, (moves) => {
        const given = new Map<string, string>();
        walk(moves, (before, _each, after) => {
          if (after instanceof Problem) return;
          expect(after.provider).toEqual(before.provider);
          expect(after.author).toBe('person:a');
          expect(after.createdAt).toBe(before.createdAt);
          expect(brokenRules(after.fields)).toEqual([]);
          if (['submitted', 'deptApproved'].includes(after.publishState) || isPublic(after))
            expect(missingFields(after.fields)).toEqual([]);
          const told = isPublic(after) || after.publishState === 'revoked';
          expect(after.codes.map(({ classification }) => classification)).toEqual(
            told ? after.fields.classifications : [],
          );
          expect(after.codes.filter(({ primary }) => primary)).toHaveLength(told ? 1 : 0);
          expect(after.publishedOn).toBe(told ? '2026-11-24' : undefined); // half past midnight in China
          // A code, once given, stays with its classification for ever; none disappears.
          const all = [...after.codes, ...(after.retiredCodes ?? [])];
          for (const { classification, code } of all) {
            expect(given.get(classification) ?? code).toBe(code);
            given.set(classification, code);
          }
          expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
          expect(all).toHaveLength(given.size);
          expect(publishedNumber(after)).toBeGreaterThanOrEqual(publishedNumber(before));
          if (isAvailable(after)) expect(isPublic(after)).toBe(true);
          if (after.publishState === 'revoked')
            expect(['notOnline', 'offline']).toContain(onlineOf(after).state);
          expect(after.publishState === 'changeReview').toBe(
            isPublic(after) && ['submitted', 'deptApproved'].includes(after.change?.state ?? ''),
          );
          if (!isPublic(after)) expect(after.change).toBeUndefined();
        });
      }),
      { numRuns: 150 },
    );
  });

  it('changes what the public reads by publication only, and then to what was approved', () => {
    let published = 0;
    fc.assert(
      fc.property(longWalks, (moves) => {
        walk(
          moves,
          (before, each, after) => {
            if (after instanceof Problem || !isPublic(before)) return;
            if (each.action === 'publishChange') {
              published++;
              expect(after.fields).toEqual(before.change?.fields);
              expect(publishedNumber(after)).toBe(publishedNumber(before) + 1);
            } else if (each.action !== 'revokeEntry') expect(after.fields).toEqual(before.fields);
          },
          taken(PUBLISHED),
        );
      }),
      { numRuns: 200 },
    );
    expect(published).toBeGreaterThan(3);
  });

  it('shows outsiders nothing of the work in hand', () => {
    const outsider: Principal = { subject: 'person:o', roles: ['catalog.editor'], organisation: OTHER };
    fc.assert(
      fc.property(walks, (moves) => {
        walk(
          moves,
          (_before, _each, after) => {
            if (after instanceof Problem || !maySee(after, outsider)) return;
            const view = viewEntry({ id: ID, version: 1, state: after }, outsider);
            expect(view.change).toBeUndefined();
            expect(view.rejection).toBeUndefined();
            expect(['published', 'revoked']).toContain(view.publishState);
            expect(['notOnline', 'online', 'offline']).toContain(view.onlineState);
            const draft = after.change?.fields;
            if (draft && draft.title !== after.fields.title)
              expect(JSON.stringify(view)).not.toContain(draft.title);
          },
          taken(PUBLISHED),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('is offline before it is revoked', () => {
    const entry = taken([
      ...PUBLISHED,
      ['requestOnline', 'a'],
      ['approveOnline', 'c'],
      ['requestRevocation', 'b'],
    ]);
    expect(isAvailable(entry)).toBe(true);
    const events = decideRevocation(ID, entry, { subject: 'person:c', roles: ROLES, organisation: OWN });
    expect(events.map(({ type }) => type.name)).toEqual(['entryTakenOffline', 'entryRevoked']);
    const revoked = fold(entry, events, 'person:c');
    expect(revoked.fields).toEqual({
      title: EXAMPLE_FIELDS.title,
      classifications: EXAMPLE_FIELDS.classifications,
    });
    expect(isAvailable(revoked)).toBe(false);
  });

  it('is visible to its provider and to reviewers before it is published, then to everybody', () => {
    fc.assert(
      fc.property(walks, caller, (moves, reader) => {
        const entry = walk(moves, () => {});
        const reviews = reader.roles.some((role) => ['catalog.publisher', 'catalog.steward'].includes(role));
        expect(maySee(entry, reader)).toBe(
          isPublic(entry) || entry.publishState === 'revoked' || reader.organisation === OWN || reviews,
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
