import { createServer } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultOfUrl, isAllowedAddress } from './address-guard.js';
import { postMessage } from './post-message.js';

const none = new BlockList();
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');

const octet = fc.nat({ max: 255 });
const quad = (...parts: (number | fc.Arbitrary<number>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'number' ? fc.constant(part) : part)))
    .map((p) => p.join('.'));
const inside = fc.oneof(
  quad(0, octet, octet, octet),
  quad(10, octet, octet, octet),
  quad(127, octet, octet, octet),
  quad(169, 254, octet, octet),
  quad(172, fc.integer({ min: 16, max: 31 }), octet, octet),
  quad(192, 168, octet, octet),
  quad(100, fc.integer({ min: 64, max: 127 }), octet, octet),
  quad(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
);

describe('webhook addresses', () => {
  it('inside the city are refused in every way of writing them', () => {
    fc.assert(
      fc.property(inside, (address) => {
        const bytes = address.split('.').map(Number);
        const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
        const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const ways = [
          address,
          String(number),
          `0x${hex}`,
          bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
          `[::ffff:${address}]`,
          `[::${address}]`,
          `[64:ff9b::${address}]`,
          `[2002:${hex.slice(0, 4)}:${hex.slice(4)}::1]`,
        ];
        for (const host of ways)
          expect(faultOfUrl(`https://${host}/hook`, none)).toBe('the address is not public');
      }),
    );
  });

  it.each([
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '3fff::1',
    'nonsense',
  ])('%s is refused', (address) => expect(isAllowedAddress(address, none)).toBe(false));

  it.each(['8.8.8.8', '223.5.5.5', '172.15.0.1', '172.32.0.1', '2400:3200::1', '2606:4700::1111'])(
    '%s is allowed',
    (address) => expect(isAllowedAddress(address, none)).toBe(true),
  );

  it.each([
    ['http://example.org/', /https/],
    ['ftp://example.org/', /https/],
    ['https://user:password@example.org/', /user or password/],
    ['https://example.org/#part', /fragment/],
    ['http://8.8.8.8/', /loopback/],
    ['no url', /not a URL/],
  ])('%s is refused', (url, fault) => expect(faultOfUrl(url, loopback)).toMatch(fault));

  it('that a name leads to are checked when the connection is made', async () => {
    for (const port of [443, 27017])
      expect(await postMessage(`https://localhost:${port}/`, '{}', {}, none)).toEqual({
        kind: 'refused',
        reason: 'the name leads to an address that is not public',
      });
  });

  it('get bounded patience: in time, in size, and without following a redirect', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked++;
      request.resume();
      if (request.url === '/slow') return;
      if (request.url === '/away') return void response.writeHead(307, { location: '/large' }).end();
      response.writeHead(200);
      const flood = setInterval(() => response.write('x'.repeat(32_768)), 1);
      response.on('close', () => clearInterval(flood));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await postMessage(`${base}/slow`, '{}', {}, loopback, 200)).toEqual({
        kind: 'failed',
        reason: 'no answer in time',
      });
      expect(await postMessage(`${base}/away`, '{}', {}, loopback)).toMatchObject({
        kind: 'answered',
        status: 307,
      });
      expect(asked).toBe(2);
      const large = await postMessage(`${base}/large`, '{}', {}, loopback);
      expect(large).toMatchObject({ kind: 'answered', status: 200 });
      expect(large.kind === 'answered' && large.body.length).toBeLessThanOrEqual(65_536);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
