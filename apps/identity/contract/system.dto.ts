import {
  Flag,
  Id,
  Instant,
  Int,
  ListOf,
  Nested,
  OrganisationCode,
  PageRequest,
  Text,
  TextList,
} from '#libs/contract-kit';
import { Name, ROLE } from './directory.dto.js';

/** An address of the system that the provider may send browsers back to. */
const REDIRECT = /^https?:\/\/[^\s#]+$/;

/** A system of an organisation (业务系统) that acts for itself, with client id and secret. */
export class RegisterSystem {
  @Nested({ zh: '系统名称', of: () => Name })
  name: Name;

  @OrganisationCode({ zh: '所属单位' })
  organisation: string;

  @TextList({ zh: '角色', max: 20, each: { max: 60, pattern: ROLE } })
  roles: string[];

  @TextList({
    zh: '登录回调地址',
    doc: 'When people sign in to the system through this provider: where they come back to. Exact match.',
    max: 10,
    each: { max: 500, pattern: REDIRECT },
    optional: true,
  })
  redirectUris?: string[];
}

export class SystemView extends RegisterSystem {
  @Id({ zh: '系统编号', doc: 'The client id; tokens have the subject `system:<id>`.' })
  id: string;

  @Flag({ zh: '已停用' })
  disabled: boolean;

  @Instant({ zh: '密钥生成时间' })
  secretMadeAt: string;

  @Instant({ zh: '旧密钥有效期', doc: 'Until then the secret before holds too.', optional: true })
  oldSecretUntil?: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;
}

/** A system with its secret. Shown only to who made it, in the reply to the command. */
export class SystemWithSecret extends SystemView {
  @Text({ zh: '客户端密钥', max: 100, personal: { class: 'credential', sensitive: true } })
  secret: string;
}

export class ListSystems extends PageRequest {
  @OrganisationCode({ zh: '所属单位', optional: true })
  organisation?: string;
}

export class SystemPage {
  @ListOf({ zh: '业务系统', of: () => SystemView, max: 100 })
  items: SystemView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

export class SystemId {
  @Id({ zh: '系统编号' })
  id: string;
}

export class RotateSystemSecret extends SystemId {
  @Int({
    zh: '新旧密钥并行小时数',
    doc: 'Hours that the secret before still holds; 24 unless told.',
    min: 0,
    max: 720,
    optional: true,
  })
  overlapHours?: number;
}

/** Fact: a system was registered. */
export class SystemRegistered extends RegisterSystem {
  @Id({ zh: '系统编号' })
  id: string;

  @Instant({ zh: '密钥生成时间' })
  secretMadeAt: string;
}

/** Fact: a system has a new secret; what it is, nobody is told. */
export class SystemSecretRotated extends SystemId {
  @Instant({ zh: '密钥生成时间' })
  secretMadeAt: string;

  @Instant({ zh: '旧密钥有效期' })
  oldSecretUntil: string;
}

/** Fact: a system was disabled or enabled. */
export class SystemSwitched extends SystemId {}
