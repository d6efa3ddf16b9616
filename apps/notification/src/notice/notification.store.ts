import { Injectable } from '@nestjs/common';
import { v5 as uuidFromName } from 'uuid';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType } from '#libs/store';
import type { NotificationMade } from '../../contract/notification.dto.js';

/** State of a notification (通知): it is made and never changes; who read it is kept beside the state. */
export interface NotificationState extends Omit<NotificationMade, 'id'> {
  readonly madeAt: string;
}

const NAMESPACE = '3d1b6d0e-58a5-5a5e-9a43-6f0e1b7a2c44';

/** Id of the one notification that an event makes for an audience by a rule, however often the event comes. */
export function notificationId(eventId: string, rule: string, audience: string): string {
  return uuidFromName(`${eventId}\n${rule}\n${audience}`, NAMESPACE);
}

const NOTIFICATION: AggregateType<NotificationState> = {
  name: 'notification',
  schemaVersion: 1,
  apply: (_state, event) => {
    const { id: _id, ...made } = event.data as NotificationMade;
    return { ...made, madeAt: event.time };
  },
  audienceOf: ({ audience }) => audience,
  derive: ({ expiresAt }) => ({ expiresAt: new Date(expiresAt) }),
  indexes: [
    { key: { 'state.audience': 1, 'state.madeAt': -1, _id: -1 }, name: 'newest_of_audience' },
    { key: { 'derived.expiresAt': 1 }, expireAfterSeconds: 0, name: 'expiry' },
  ],
};

/** Notifications in MongoDB. `readBy`, beside the state, holds the subjects who have read it. */
@Injectable()
export class NotificationStore extends AggregateStore<NotificationState> {
  constructor(runtime: ServiceRuntime) {
    super(NOTIFICATION, runtime.store);
  }
}
