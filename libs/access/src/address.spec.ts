import { describe, expect, it } from '@jest/globals';
import { addressesOf, isAddressed, roleAddress, roleOfAddress } from './address.js';

const clerk = { subject: 'person:1', roles: ['catalog.approver'], organisation: '11370000MB284651XL' };

describe('an address', () => {
  it('reaches a subject, the holders of a role in their organisation, and those of the city', () => {
    expect(addressesOf(clerk)).toEqual([
      'person:1',
      'role:catalog.approver',
      'role:catalog.approver@11370000MB284651XL',
    ]);
    for (const address of addressesOf(clerk)) expect(isAddressed(clerk, address)).toBe(true);
  });

  it('reaches nobody else', () => {
    for (const address of ['person:2', 'role:catalog.editor', 'role:catalog.approver@113711000000080109', ''])
      expect(isAddressed(clerk, address)).toBe(false);
    expect(isAddressed({ subject: 'person:1', roles: ['a.b'] }, 'role:a.b@113711000000080109')).toBe(false);
  });

  it('of a role is read as it was written', () => {
    expect(roleOfAddress(roleAddress('a.b', '113711000000080109'))).toEqual({
      role: 'a.b',
      organisation: '113711000000080109',
    });
    expect(roleOfAddress(roleAddress('a.b'))).toEqual({ role: 'a.b' });
    expect(roleOfAddress('person:1')).toBeUndefined();
  });
});
