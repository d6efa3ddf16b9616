import { Bell, DataLine, HomeFilled, Monitor, Search, Setting } from '@element-plus/icons-vue';
import type { RouteRecordRaw } from 'vue-router';
import type { MenuItem } from './console-pages.js';
import type { LocalText } from './i18n.js';

/** Pages of the shell itself: what belongs to no service. */
interface ShellPage extends MenuItem {
  readonly component: NonNullable<RouteRecordRaw['component']>;
}

const first: readonly ShellPage[] = [
  {
    path: '/',
    title: { zh: '工作台', en: 'Desk' },
    icon: HomeFilled,
    component: () => import('./pages/home-page.vue'),
  },
  {
    path: '/live',
    title: { zh: '实时动态', en: 'Live feed' },
    icon: DataLine,
    component: () => import('./pages/live-page.vue'),
  },
];

const last: readonly ShellPage[] = [
  {
    path: '/status',
    title: { zh: '运行总览', en: 'Overview' },
    icon: Monitor,
    component: () => import('./status/status-page.vue'),
  },
  {
    path: '/dead-letters',
    title: { zh: '死信', en: 'Dead letters' },
    icon: Bell,
    roles: ['platform.operator'],
    component: () => import('./dead-letters/dead-letters-page.vue'),
  },
  {
    path: '/audit',
    title: { zh: '审计检索', en: 'Audit' },
    icon: Search,
    roles: ['audit.reader'],
    component: () => import('./audit/audit-page.vue'),
  },
  {
    path: '/settings',
    title: { zh: '设置', en: 'Settings' },
    icon: Setting,
    component: () => import('./settings/settings-page.vue'),
  },
];

export const PLATFORM: LocalText = { zh: '平台', en: 'Platform' };

/** Menu items above and below those of the services. */
export const shellMenu: { readonly first: readonly MenuItem[]; readonly last: readonly MenuItem[] } = {
  first,
  last,
};

export const shellRoutes: readonly RouteRecordRaw[] = [...first, ...last].map(
  ({ path, title, roles, component }): RouteRecordRaw => ({
    path: path.slice(1),
    component,
    meta: { title, ...(roles && { roles }) },
  }),
);
