import { event } from './event.js';
import { Id, Instant, Int, Text } from './fields.js';

/** That one service destroyed what it kept of a subject. Counts only. */
export class DataErased {
  @Id({ zh: '申请编号' })
  request: string;

  @Text({ zh: '服务', max: 60 })
  service: string;

  @Int({ zh: '销毁密钥数', doc: '0 when it held nothing.', min: 0, max: 1_000_000 })
  keys: number;

  @Int({ zh: '销毁的密钥期次', min: 0, max: Number.MAX_SAFE_INTEGER })
  destroyedEpoch: number;

  @Instant({ zh: '销毁时间' })
  erasedAt: string;
}

/**
 * The event with which a service confirms an erasure. A service that keeps personal data declares it as
 * `dataErased` and the consumer `erasures: ['identity.erasureOrdered']`; the service host does the rest. Its
 * name goes into identity's consumer `confirmations`.
 */
export function dataErasedEvent(service: string) {
  return event({
    summary: { zh: '个人信息已销毁', en: 'Personal data destroyed' },
    doc: "The service has destroyed its keys of a subject, and the key under which they had been wrapped. The subject's sealed values are unreadable from now on, in old files too.",
    data: DataErased,
    visibleTo: { roles: ['privacy.officer', 'audit.reader'] },
    example: {
      request: '0192f3a4-5b6c-7d8e-9f01-23456789abcd',
      service,
      keys: 1,
      destroyedEpoch: 1,
      erasedAt: '2026-11-23T08:30:00.000Z',
    },
  });
}
