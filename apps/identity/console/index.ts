import { Avatar, OfficeBuilding, User } from '@element-plus/icons-vue';
import type { ConsolePages } from '#console';

export const console: ConsolePages = {
  title: { zh: '统一身份认证', en: 'Identity' },
  menu: [
    { path: '/organisations', title: { zh: '组织机构', en: 'Organisations' }, icon: OfficeBuilding },
    {
      path: '/people',
      title: { zh: '人员管理', en: 'People' },
      icon: Avatar,
      roles: ['platform.operator', 'organisation.admin'],
    },
    { path: '/account', title: { zh: '我的账号', en: 'My account' }, icon: User },
  ],
  routes: [
    {
      path: 'organisations',
      component: () => import('./organisations-page.vue'),
      meta: { title: { zh: '组织机构', en: 'Organisations' } },
    },
    {
      path: 'organisations/:code',
      component: () => import('./organisation-page.vue'),
      props: true,
      meta: { title: { zh: '组织机构', en: 'Organisation' } },
    },
    {
      path: 'people',
      component: () => import('./people-page.vue'),
      meta: { title: { zh: '人员管理', en: 'People' } },
    },
    {
      path: 'people/:id',
      component: () => import('./person-page.vue'),
      props: true,
      meta: { title: { zh: '人员', en: 'Person' } },
    },
    {
      path: 'account',
      component: () => import('./account-page.vue'),
      meta: { title: { zh: '我的账号', en: 'My account' } },
    },
  ],
  objects: { organisation: () => '/organisations' },
  events: {
    organisationRegistered: {
      title: { zh: '组织机构已登记', en: 'Organisation registered' },
      about: ({ data }) => (typeof data.code === 'string' ? data.code : ''),
      to: () => '/organisations',
    },
    personRegistered: {
      title: { zh: '人员已登记', en: 'Person registered' },
      about: ({ data }) => (typeof data.organisation === 'string' ? data.organisation : ''),
    },
  },
};
