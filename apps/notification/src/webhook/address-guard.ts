import { BlockList, isIP } from 'node:net';

/** Address ranges that are not the public Internet (IANA special-purpose registries), IPv4. */
const PRIVATE_V4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Global unicast is 2000::/3; within it these lead elsewhere or carry an IPv4 address (Teredo, 6to4, documentation). */
const SPECIAL_V6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const private4 = new BlockList();
for (const [net, bits] of PRIVATE_V4) private4.addSubnet(net, bits, 'ipv4');
const special6 = new BlockList();
for (const [net, bits] of SPECIAL_V6) special6.addSubnet(net, bits, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a webhook may go to this IP address: public, or in a network that the operator allows. */
export function isAllowedAddress(address: string, allowed: BlockList): boolean {
  const family = familyOf(address);
  if (!family) return false;
  if (allowed.check(address, family)) return true;
  if (family === 'ipv4') return !private4.check(address, 'ipv4');
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

export function isLoopback(address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && loopback.check(address, family);
}

/** Why an endpoint's URL is refused before any look-up; `undefined` when it may be tried. */
export function faultOfUrl(text: string, allowed: BlockList): string | undefined {
  if (!URL.canParse(text)) return 'not a URL';
  const url = new URL(text);
  if (url.username || url.password) return 'the URL holds a user or password';
  if (url.hash) return 'the URL has a fragment';
  // WHATWG URL writes every form of an IPv4 address (octal, hex, one number) in dotted decimal.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !isAllowedAddress(host, allowed)) return 'the address is not public';
  if (url.protocol === 'http:' && !isLoopback(host)) return 'http is for loopback alone; use https';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'only https is allowed';
  return undefined;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined;
}
