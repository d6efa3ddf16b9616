import { Share } from '@element-plus/icons-vue';
import type { ConsolePages } from '#console';

export const console: ConsolePages = {
  title: { zh: '流程追踪', en: 'Telemetry' },
  menu: [{ path: '/flows', title: { zh: '流程视图', en: 'Flows' }, icon: Share }],
  trace: (traceId) => `/flows/${traceId}`,
  routes: [
    {
      path: 'flows',
      component: () => import('./flows-page.vue'),
      meta: { title: { zh: '流程视图', en: 'Flows' } },
    },
    {
      path: 'flows/:traceId',
      component: () => import('./flow-page.vue'),
      props: true,
      meta: { title: { zh: '流程图', en: 'Flow' } },
    },
  ],
};
