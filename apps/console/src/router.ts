import { nextTick, watch } from 'vue';
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router';
import { onUnauthenticated } from './api.js';
import { type LocalText, language, local } from './i18n.js';
import { liveFeed } from './live/live-feed.js';
import { onSignInOver } from './renewal.js';
import { servicesPages } from './services-pages.js';
import { session } from './session.js';
import { shellRoutes } from './shell-pages.js';
import { t } from './texts.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Name of the page, for the window's title. */
    title?: LocalText;
    /** Seen without signing in. */
    open?: boolean;
    /** The page is for those who have one of these roles. */
    roles?: readonly string[];
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    {
      path: '/sign-in',
      component: () => import('./pages/sign-in-page.vue'),
      meta: { open: true, title: { zh: '登录', en: 'Sign in' } },
    },
    {
      path: '/signed-in',
      component: () => import('./pages/signed-in-page.vue'),
      meta: { open: true, title: { zh: '登录', en: 'Sign in' } },
    },
    {
      path: '/signed-out',
      component: () => import('./pages/signed-out-page.vue'),
      meta: { open: true, title: { zh: '退出', en: 'Sign out' } },
    },
    {
      path: '/',
      component: () => import('./layout/shell-layout.vue'),
      children: [
        ...shellRoutes,
        ...servicesPages.flatMap(({ routes }) => routes),
        {
          path: ':rest(.*)*',
          component: () => import('./pages/not-found-page.vue'),
          meta: { title: { zh: '没有这个页面', en: 'No such page' } },
        },
      ],
    },
  ],
});

router.beforeEach((to) => {
  if (to.meta.open || session.signedIn.value) return true;
  return signInFor(to);
});

router.afterEach((to, from) => {
  showTitle(to);
  // A reader of the screen, or of the keyboard, begins at the new page's head.
  if (from.matched.length > 0 && to.path !== from.path)
    void nextTick().then(() => document.getElementById('main')?.focus());
});

watch(language, () => showTitle(router.currentRoute.value));
onUnauthenticated(leave);
liveFeed.onRefused(leave);
onSignInOver(leave);

/** The session is over: back to the sign-in page, and after it to where the reader was. */
function leave(): void {
  if (!session.signedIn.value) return;
  session.end();
  liveFeed.stop();
  void router.push(signInFor(router.currentRoute.value, 'ended'));
}

function signInFor(page: RouteLocationNormalized, why?: 'ended') {
  const query = { ...(page.fullPath !== '/' && { return: page.fullPath }), ...(why && { why }) };
  return { path: '/sign-in', query };
}

function showTitle(to: RouteLocationNormalized): void {
  document.title = [to.meta.title && local(to.meta.title), `${t('platform')} citybrain`]
    .filter(Boolean)
    .join(' · ');
}
