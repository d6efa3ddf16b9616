import { Bell, Finished, Promotion } from '@element-plus/icons-vue';
import { defineAsyncComponent } from 'vue';
import type { ConsolePages } from '#console';
import { inbox } from './inbox/inbox.js';
import NotificationBell from './messages/notification-bell.vue';
import { unread } from './messages/unread.js';

const DELIVERIES = { zh: '投递记录', en: 'Deliveries' };

export const console: ConsolePages = {
  title: { zh: '通知中心', en: 'Notifications' },
  menu: [
    {
      path: '/tasks',
      title: { zh: '我的待办', en: 'Waiting for me' },
      icon: Finished,
      count: () => {
        inbox.watch();
        return inbox.count.value;
      },
    },
    {
      path: '/messages',
      title: { zh: '通知', en: 'Notifications' },
      icon: Bell,
      count: () => unread.count.value,
    },
    { path: '/deliveries', title: DELIVERIES, icon: Promotion, roles: ['platform.operator'] },
  ],
  routes: [
    {
      path: 'tasks',
      component: () => import('./inbox/inbox-page.vue'),
      meta: { title: { zh: '我的待办', en: 'Waiting for me' } },
    },
    {
      path: 'messages',
      component: () => import('./messages/messages-page.vue'),
      meta: { title: { zh: '通知', en: 'Notifications' } },
    },
    {
      path: 'messages/preferences',
      component: () => import('./preferences/preferences-page.vue'),
      meta: { title: { zh: '通知偏好', en: 'Preferences' } },
    },
    {
      path: 'messages/webhooks',
      component: () => import('./webhooks/webhooks-page.vue'),
      meta: { title: { zh: '消息接口', en: 'Webhooks' } },
    },
    {
      path: 'messages/webhooks/:id',
      component: () => import('./webhooks/webhook-log-page.vue'),
      props: true,
      meta: { title: DELIVERIES },
    },
    {
      path: 'deliveries',
      component: () => import('./deliveries/deliveries-page.vue'),
      meta: { title: DELIVERIES },
    },
  ],
  desk: [defineAsyncComponent(() => import('./inbox/inbox-panel.vue'))],
  head: [NotificationBell],
  events: {
    notificationMade: {
      title: { zh: '有新通知', en: 'Notification' },
      about: ({ data }) => (data.headline as { zh?: string } | undefined)?.zh ?? '',
      to: () => '/messages',
    },
    webhookDisabled: {
      title: { zh: '消息接口已停用', en: 'Webhook disabled' },
      about: ({ data }) => (typeof data.description === 'string' ? data.description : ''),
      to: () => '/messages/webhooks',
      tone: 'bad',
    },
    deliveryGivenUp: {
      title: { zh: '投递失败', en: 'Delivery given up' },
      about: ({ data }) => (typeof data.reason === 'string' ? data.reason : ''),
      to: () => '/deliveries',
      tone: 'bad',
    },
  },
};
