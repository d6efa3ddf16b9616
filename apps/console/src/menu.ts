import { computed } from 'vue';
import type { MenuItem } from './console-pages.js';
import { type LocalText, local } from './i18n.js';
import { servicesPages } from './services-pages.js';
import { session } from './session.js';
import { PLATFORM, shellMenu } from './shell-pages.js';

/** Pages that belong together in the menu. */
export interface MenuGroup {
  /** Empty for the first group, which needs no name. */
  readonly name: string;
  readonly items: readonly MenuItem[];
}

interface Group {
  readonly title?: LocalText;
  readonly items: readonly MenuItem[];
}

const ALL: readonly Group[] = [
  { items: shellMenu.first },
  ...servicesPages.map(({ title, menu }) => ({ title, items: menu })),
  { title: PLATFORM, items: shellMenu.last },
];

/** Whether the caller has one of the roles; true when none is asked for. */
export function mayOpen(roles: readonly string[] | undefined): boolean {
  return roles === undefined || roles.some((role) => session.hasRole(role));
}

/** The menu as this caller sees it. */
export const menuGroups = computed((): readonly MenuGroup[] =>
  ALL.map(({ title, items }) => ({
    name: title ? local(title) : '',
    items: items.filter(({ roles }) => mayOpen(roles)),
  })).filter(({ items }) => items.length > 0),
);

/** The group and the item to which a path belongs: the item's own page, or one below it. */
export function placeInMenu(path: string): { readonly group?: LocalText; readonly item?: MenuItem } {
  for (const { title, items } of ALL) {
    const item = items.find((one) => isBelow(path, one.path));
    if (item) return { ...(title && { group: title }), item };
  }
  return {};
}

export function isBelow(path: string, parent: string): boolean {
  return path === parent || (parent !== '/' && path.startsWith(`${parent}/`));
}
