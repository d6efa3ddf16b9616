import { roles, titles } from 'virtual:contract-names';
import { type LocalText, local } from './i18n.js';

/** What a role is called; its code when no contract of this city declares it. */
export function roleName(role: string): string {
  return nameIn(roles, role);
}

/** What a service is called. */
export function serviceName(service: string): string {
  return nameIn(titles, service);
}

/** Roles that the contracts declare, by code. */
export const roleNames: Readonly<Record<string, LocalText>> = roles;

/** Services with a contract, by name. */
export const serviceNames: Readonly<Record<string, LocalText>> = titles;

function nameIn(names: Readonly<Record<string, LocalText>>, code: string): string {
  const name = Object.hasOwn(names, code) ? names[code] : undefined;
  return name ? local(name) : code;
}
