import type { ServiceContract } from '#libs/contract-kit';
import { routesOf } from '../routes/operation-route.js';
import { type Address, KnownPaths } from './known-paths.js';

/** Addresses that are the gateway's own. */
const OWN: readonly Address[] = [
  '/docs',
  '/docs/*',
  '/openapi.json',
  '/asyncapi',
  '/asyncapi/page.js',
  '/asyncapi/assets/*',
  '/asyncapi.json',
  '/health/live',
  '/health/ready',
  '/platform/gateway/overview',
  '/metrics',
  '/events',
  '/',
].map((path) => ({ method: 'GET', path }));

/** Files on their way. */
const FILES: readonly Address[] = [
  { method: 'POST', path: '/files' },
  { method: 'GET', path: '/files/{id}' },
];

/** All addresses of the gateway and the services. */
export function knownPathsOf(contracts: readonly ServiceContract[]): KnownPaths {
  return new KnownPaths([...OWN, ...FILES, ...contracts.flatMap(routesOf).map(({ route }) => route)]);
}
