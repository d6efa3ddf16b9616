import { describe, expect, it } from '@jest/globals';
import type { EventType, Visibility } from '#libs/contract-kit';
import type { FeedEvent } from './feed-event.js';
import { maySee } from './visibility.js';

const caller = { subject: 'person:1', roles: ['catalog.approver'], organisation: '11370000MB284651XL' };
const event = (visibleTo: Visibility, facts: Partial<FeedEvent> = {}): FeedEvent => ({
  sequence: 1,
  type: { visibleTo } as EventType,
  name: 'note.written',
  subject: 'note/1',
  frame: '',
  ...facts,
});

describe('an addressed event', () => {
  it('is seen by its addressees alone', () => {
    const addressed = (audience: string) => event({ addressee: true }, { audience });
    expect(maySee(addressed('person:1'), caller)).toBe(true);
    expect(maySee(addressed('role:catalog.approver@11370000MB284651XL'), caller)).toBe(true);
    expect(maySee(addressed('person:2'), caller)).toBe(false);
    expect(maySee(addressed('role:catalog.approver@113711000000080109'), caller)).toBe(false);
  });

  it('without an audience, or of a type that is not for addressees, is seen by none of them', () => {
    expect(maySee(event({ addressee: true }), caller)).toBe(false);
    expect(maySee(event({}, { audience: 'person:1' }), caller)).toBe(false);
  });
});
