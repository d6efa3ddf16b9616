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
      path: 'bulk/:id',
      component: () => import('./pages/bulk-job-page.vue'),
      props: true,
      meta: { title: { zh: '批量办理', en: 'Act on many' } },
    },
    {
      path: 'overview',
      component: () => import('./pages/overview-page.vue'),
      meta: { title: { zh: '目录概况', en: 'Overview' } },
    },
  ],
  desk: [defineAsyncComponent(() => import('./desk/catalog-counts.vue'))],
  objects: { entry: (id) => `/entries/${id}` },
  events: {
    entryRegistered: { title: { zh: '目录已编制', en: 'Entry registered' }, about, to },
    entryAmended: { title: { zh: '目录已修改', en: 'Entry amended' }, about, to },
    entrySubmitted: { title: { zh: '目录已提交', en: 'Entry submitted' }, about, to },
    entryWithdrawn: { title: { zh: '目录已撤回', en: 'Entry withdrawn' }, about, to },
    entryApproved: { title: { zh: '部门审核已通过', en: 'Entry approved' }, about, to },
    entryPublished: { title: { zh: '目录已发布', en: 'Entry published' }, about, to, tone: 'good' },
    entryRejected: { title: { zh: '目录被驳回', en: 'Entry rejected' }, about, to, tone: 'bad' },
    entryChangeOpened: { title: { zh: '已发起变更', en: 'Change opened' }, about, to },
    entryChangeAmended: { title: { zh: '变更内容已修改', en: 'Change amended' }, about, to },
    entryChangeSubmitted: { title: { zh: '变更已提交', en: 'Change submitted' }, about, to },
    entryChangeWithdrawn: { title: { zh: '变更已撤回', en: 'Change withdrawn' }, about, to },
    entryChangeDiscarded: { title: { zh: '变更已放弃', en: 'Change discarded' }, about, to },
    entryChangeApproved: { title: { zh: '变更已通过部门审核', en: 'Change approved' }, about, to },
    entryChangeRejected: { title: { zh: '变更被驳回', en: 'Change rejected' }, about, to, tone: 'bad' },
    entryChangePublished: { title: { zh: '变更已发布', en: 'Change published' }, about, to, tone: 'good' },
    entryRevocationRequested: { title: { zh: '已申请撤销', en: 'Revocation requested' }, about, to },
    entryRevocationWithdrawn: { title: { zh: '撤销申请已撤回', en: 'Revocation withdrawn' }, about, to },
    entryRevocationRejected: { title: { zh: '撤销申请被驳回', en: 'Revocation rejected' }, about, to },
    entryRevoked: { title: { zh: '目录已撤销', en: 'Entry revoked' }, about, to, tone: 'bad' },
    entryOnlineRequested: { title: { zh: '已申请上线', en: 'Online requested' }, about, to },
    entryPutOnline: { title: { zh: '已上线', en: 'Put online' }, about, to, tone: 'good' },
    entryOnlineRejected: { title: { zh: '上线申请被驳回', en: 'Online refused' }, about, to, tone: 'bad' },
    entryOfflineRequested: { title: { zh: '已申请下线', en: 'Offline requested' }, about, to },
    entryTakenOffline: { title: { zh: '已下线', en: 'Taken offline' }, about, to, tone: 'bad' },
    entryOfflineRejected: { title: { zh: '下线申请被驳回', en: 'Offline refused' }, about, to },
    entryOnlineRequestWithdrawn: { title: { zh: '上下线申请已撤回', en: 'Request withdrawn' }, about, to },
    entryFileAttached: { title: { zh: '附件已添加', en: 'File attached' }, about, to },
    entryFileDetached: { title: { zh: '附件已移除', en: 'File detached' }, about, to },
    bulkJobFinished: {
      title: { zh: '批量办理已完成', en: 'Bulk job finished' },
      to: ({ aggregateid }) => `/bulk/${aggregateid}`,
      tone: 'good',
    },
    bulkJobCancelled: {
      title: { zh: '批量办理已取消', en: 'Bulk job cancelled' },
      to: ({ aggregateid }) => `/bulk/${aggregateid}`,
    },
    classificationDefined: {
      title: { zh: '分类已维护', en: 'Classification defined' },
      about: ({ data }) => (typeof data.code === 'string' ? data.code : ''),
    },
  },
};
