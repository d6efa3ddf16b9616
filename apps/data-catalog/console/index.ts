import { Collection, PieChart } from '@element-plus/icons-vue';
import { defineAsyncComponent } from 'vue';
import type { ConsolePages, EventLabel } from '#console';

const about: EventLabel['about'] = ({ data, aggregateid }) => {
  const fields = data.fields as { title?: unknown } | undefined;
  const title = data.title ?? fields?.title;
  return typeof title === 'string' ? title : aggregateid;
};
const to: EventLabel['to'] = ({ aggregateid }) => `/entries/${aggregateid}`;

export const console: ConsolePages = {
  title: { zh: '政务数据目录', en: 'Data catalog' },
  menu: [
    { path: '/entries', title: { zh: '目录', en: 'Entries' }, icon: Collection },
    { path: '/overview', title: { zh: '目录概况', en: 'Overview' }, icon: PieChart },
  ],
  routes: [
    {
      path: 'entries',
      component: () => import('./pages/entries-page.vue'),
      meta: { title: { zh: '目录', en: 'Entries' } },
    },
    {
      path: 'entries/new',
      component: () => import('./pages/editor-page.vue'),
      meta: { title: { zh: '编制目录', en: 'New entry' } },
    },
    {
      path: 'entries/:id',
      component: () => import('./pages/entry-page.vue'),
      props: true,
      meta: { title: { zh: '目录', en: 'Entry' } },
    },
    {
      path: 'entries/:id/edit',
      component: () => import('./pages/editor-page.vue'),
      props: true,
      meta: { title: { zh: '修改目录', en: 'Amend the entry' } },
    },
    {
      path: 'overview',
      component: () => import('./pages/overview-page.vue'),
      meta: { title: { zh: '目录概况', en: 'Overview' } },
    },
  ],
  desk: [defineAsyncComponent(() => import('./desk/catalog-counts.vue'))],
  events: {
    entryRegistered: { title: { zh: '目录已编制', en: 'Entry registered' }, about, to },
    entryAmended: { title: { zh: '目录已修改', en: 'Entry amended' }, about, to },
    entrySubmitted: { title: { zh: '目录已提交', en: 'Entry submitted' }, about, to },
    entryWithdrawn: { title: { zh: '目录已撤回', en: 'Entry withdrawn' }, about, to },
    entryApproved: { title: { zh: '部门审核已通过', en: 'Entry approved' }, about, to },
    entryPublished: { title: { zh: '目录已发布', en: 'Entry published' }, about, to, tone: 'good' },
    entryRejected: { title: { zh: '目录被驳回', en: 'Entry rejected' }, about, to, tone: 'bad' },
    classificationDefined: {
      title: { zh: '分类已维护', en: 'Classification defined' },
      about: ({ data }) => (typeof data.code === 'string' ? data.code : ''),
    },
  },
};
