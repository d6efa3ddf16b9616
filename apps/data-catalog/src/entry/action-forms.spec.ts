import { describe, expect, it } from '@jest/globals';
import { BULK_ACTIONS } from '../../contract/bulk.dto.js';
import { ALL_ACTIONS, REASONED_ACTIONS } from '../../contract/lifecycle.js';
import { formOf } from './action-forms.js';

describe('the form of an action', () => {
  it('asks for a reason exactly where the action must say why', () => {
    for (const action of ALL_ACTIONS) {
      const reason = formOf(action).fields.find(({ name }) => name === 'reason');
      expect([action, reason?.required ?? false]).toEqual([action, REASONED_ACTIONS.has(action)]);
    }
  });

  it('asks for nothing else of those that are taken over many entries at once', () => {
    for (const action of BULK_ACTIONS) {
      const names = formOf(action).fields.map(({ name }) => name);
      expect([action, names]).toEqual([action, [REASONED_ACTIONS.has(action) ? 'reason' : 'comment']]);
      expect(formOf(action).ifMatch).toBe(false);
    }
  });

  it('says the bounds of texts, and that amendments want the version', () => {
    const { fields, method, ifMatch } = formOf('takeOffline');
    expect([method, ifMatch, fields[0]?.type, fields[0]?.minLength, fields[0]?.maxLength]).toEqual([
      'POST',
      false,
      'text',
      2,
      500,
    ]);
    expect([formOf('amendChange').method, formOf('amendChange').ifMatch]).toEqual(['PUT', true]);
  });
});
