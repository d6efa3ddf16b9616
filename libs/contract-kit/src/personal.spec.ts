import { describe, expect, it } from '@jest/globals';
import { Text } from './fields.js';
import { personalFields } from './personal.js';
import { schemaOf } from './schema.js';

class Someone {
  @Text({ zh: '姓名', max: 50, personal: { class: 'identity' } })
  name: string;

  @Text({ zh: '备注', max: 50 })
  note: string;
}

class Account extends Someone {
  @Text({ zh: '密码', max: 50, personal: { class: 'credential', sensitive: true } })
  password: string;
}

describe('the personal fields of a DTO class', () => {
  it('are those marked, with their class and grade', () => {
    expect([...personalFields(Someone)]).toEqual([['name', { class: 'identity' }]]);
  });

  it('include the inherited ones, and never reach back into the parent', () => {
    expect([...personalFields(Account).keys()]).toEqual(['name', 'password']);
    expect(personalFields(Someone).has('password')).toBe(false);
  });

  it('are shown in the schema', () => {
    expect(schemaOf(Account).properties?.password?.['x-personal']).toEqual({
      class: 'credential',
      sensitive: true,
    });
    expect(schemaOf(Account).properties?.note).not.toHaveProperty('x-personal');
  });
});
