import type { Principal } from './principal.js';

/*
 * Addresses of notifications and addressed events: a subject (`person:<id>`), the holders of a role in one
 * organisation (`role:<role>@<organisation>`), or the holders of a role anywhere in the city (`role:<role>`).
 */

/** Address of a role, in one organisation or in the whole city. */
export function roleAddress(role: string, organisation?: string): string {
  return organisation ? `role:${role}@${organisation}` : `role:${role}`;
}

/** All addresses at which this caller is reached. */
export function addressesOf({ subject, roles, organisation }: Omit<Principal, 'name'>): string[] {
  return [
    subject,
    ...roles.flatMap((role) => [
      roleAddress(role),
      ...(organisation ? [roleAddress(role, organisation)] : []),
    ]),
  ];
}

/** Whether the caller is among those whom the address names. */
export function isAddressed(caller: Principal, address: string): boolean {
  return addressesOf(caller).includes(address);
}

/** The role and organisation of an address; `undefined` for the address of one subject. */
export function roleOfAddress(address: string): { role: string; organisation?: string } | undefined {
  const [, role, organisation] = /^role:([^@]+)(?:@(.+))?$/.exec(address) ?? [];
  return role ? { role, ...(organisation && { organisation }) } : undefined;
}
