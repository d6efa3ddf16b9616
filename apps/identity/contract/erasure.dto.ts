import { Choice, Id, Instant, Int, ListOf, PageRequest, Text } from '#libs/contract-kit';

export const ERASURE_STATES = ['received', 'retained', 'refused', 'erasing', 'done'] as const;
export type ErasureState = (typeof ERASURE_STATES)[number];

const SUBJECT = /^(person|citizen|enterprise):[0-9a-z-]{1,64}$/;

/** A request to erase somebody's personal data (个人信息保护法 第47条). */
export class RequestErasure {
  @Text({
    zh: '主体',
    doc: 'Whose data, e.g. `person:<id>`. The caller itself when absent; of others only for a privacy officer.',
    max: 80,
    pattern: SUBJECT,
    optional: true,
  })
  subject?: string;

  @Choice({
    zh: '删除依据',
    doc: 'Ground of 个人信息保护法 art. 47 para. 1: 1 purpose reached, 2 service ended or time over, 3 consent withdrawn, 4 unlawful, 5 other law.',
    of: ['purposeReached', 'serviceEnded', 'consentWithdrawn', 'unlawful', 'otherLaw'],
  })
  ground: 'purposeReached' | 'serviceEnded' | 'consentWithdrawn' | 'unlawful' | 'otherLaw';
}

/** What a privacy officer decides. */
export class DecideErasure {
  @Id({ zh: '申请编号' })
  id: string;

  @Choice({
    zh: '决定',
    doc: '`erase` begins at once and cannot be taken back; `retain` waits for the end of a duty to keep; `refuse` ends.',
    of: ['erase', 'retain', 'refuse'],
  })
  decision: 'erase' | 'retain' | 'refuse';

  @Text({
    zh: '理由',
    doc: 'Law and clause that forbid or delay the erasure. No personal data: it stays. Needed unless `erase`.',
    max: 500,
    optional: true,
  })
  reason?: string;

  @Instant({ zh: '保存至', doc: 'End of the duty to keep; needed for `retain`.', optional: true })
  retainUntil?: string;
}

export class GetErasure {
  @Id({ zh: '申请编号' })
  id: string;
}

export class ListErasures extends PageRequest {
  @Choice({ zh: '状态', of: ERASURE_STATES, optional: true })
  state?: ErasureState;
}

/** What one service destroyed. */
export class ErasureConfirmation {
  @Text({ zh: '服务', max: 60 })
  service: string;

  @Int({ zh: '销毁密钥数', doc: '0 when it held nothing.', min: 0, max: 1_000_000 })
  keys: number;

  @Int({
    zh: '销毁的密钥期次',
    doc: 'Epoch of key-encryption keys that was destroyed.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  destroyedEpoch: number;

  @Instant({ zh: '销毁时间' })
  erasedAt: string;
}

/** An erasure request with its proof (删除证明). Holds a pseudonym, counts and digests: no personal data. */
export class ErasureView {
  @Id({ zh: '申请编号' })
  id: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Text({ zh: '主体', max: 80 })
  subject: string;

  @Choice({ zh: '状态', of: ERASURE_STATES })
  state: ErasureState;

  @Text({ zh: '删除依据', max: 40 })
  ground: string;

  @Text({ zh: '申请人', max: 200 })
  requestedBy: string;

  @Instant({ zh: '申请时间' })
  requestedAt: string;

  @Text({ zh: '理由', max: 500, optional: true })
  reason?: string;

  @Instant({ zh: '保存至', optional: true })
  retainUntil?: string;

  @ListOf({ zh: '各服务确认', of: () => ErasureConfirmation, max: 100 })
  confirmations: ErasureConfirmation[];

  @ListOf({ zh: '尚未确认的服务', of: () => AwaitedService, max: 100 })
  awaited: AwaitedService[];

  @Instant({ zh: '完成时间', optional: true })
  doneAt?: string;

  @Text({
    zh: '证明摘要',
    doc: 'SHA-256 (hex) of the canonical JSON (RFC 8785 key order) of id, subject, doneAt and confirmations; once done.',
    max: 64,
    optional: true,
  })
  proof?: string;
}

export class AwaitedService {
  @Text({ zh: '服务', max: 60 })
  service: string;
}

export class ErasurePage {
  @ListOf({ zh: '删除申请', of: () => ErasureView, max: 100 })
  items: ErasureView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

export class ErasureRequested {
  @Id({ zh: '申请编号' })
  id: string;

  @Text({ zh: '主体', max: 80 })
  subject: string;

  @Text({ zh: '删除依据', max: 40 })
  ground: string;
}

/** Every service that keeps personal data destroys the subject's keys, and says so (`dataErased`). */
export class ErasureOrdered {
  @Id({ zh: '申请编号' })
  id: string;

  @Text({ zh: '主体', max: 80 })
  subject: string;
}

export class ErasureHeld {
  @Id({ zh: '申请编号' })
  id: string;

  @Choice({ zh: '决定', of: ['retain', 'refuse'] })
  decision: 'retain' | 'refuse';

  @Text({ zh: '理由', max: 500 })
  reason: string;

  @Instant({ zh: '保存至', optional: true })
  retainUntil?: string;
}

export class ErasureConfirmed extends ErasureConfirmation {
  @Id({ zh: '申请编号' })
  id: string;
}

export class ErasureDone {
  @Id({ zh: '申请编号' })
  id: string;
}
