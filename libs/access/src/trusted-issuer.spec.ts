import { describe, expect, it } from '@jest/globals';
import { principalFrom } from './trusted-issuer.js';

const claims = {
  sub: 'x1',
  name: '李四',
  org: '11370000MB284651XL',
  roles: ['catalog.editor', 'platform.operator'],
  sid: 's1',
};

describe('the claims of an issuer', () => {
  it('are ours unless it is told otherwise; only our own issuer names sessions', () => {
    const ours = {
      subject: 'x1',
      name: '李四',
      organisation: claims.org,
      roles: claims.roles,
      session: 's1',
    };
    expect(principalFrom({ issuer: 'urn:city', jwks: 'nats' }, claims)).toEqual(ours);
    const { session: _session, ...foreign } = ours;
    expect(principalFrom({ issuer: 'urn:other', jwks: 'https://other.example/jwks' }, claims)).toEqual(
      foreign,
    );
  });

  it('are read by other names, under a prefix, with only the roles that the map knows', () => {
    const issuer = {
      issuer: 'https://province.example',
      subjectPrefix: 'province:',
      roles: { clerk: ['catalog.editor', 'audit.reader'], boss: ['catalog.editor'] },
      claims: { name: 'display', organisation: 'uscc', organisationName: 'dept', roles: 'scope' },
    };
    expect(
      principalFrom(issuer, {
        sub: 'x1',
        display: '王五',
        uscc: 'C',
        dept: 'D',
        scope: 'clerk boss platform.operator constructor',
        roles: ['platform.operator'],
        org: 'not read',
      }),
    ).toEqual({
      subject: 'province:x1',
      name: '王五',
      organisation: 'C',
      organisationName: 'D',
      roles: ['catalog.editor', 'audit.reader'],
    });
  });

  it('of another form than they should have are left out', () => {
    const odd = { sub: 'x1', name: 7, org: null, roles: { 0: 'platform.operator' } };
    expect(principalFrom({ issuer: 'urn:city', jwks: 'nats' }, odd as never)).toEqual({
      subject: 'x1',
      roles: [],
    });
  });
});
