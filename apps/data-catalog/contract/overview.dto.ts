import { Int, ListOf, OrganisationCode } from '#libs/contract-kit';

/** How many entries of one provider stand in each state, and how many steps were ever taken. */
export class ProviderTally {
  @OrganisationCode({ zh: '提供方代码' })
  provider: string;

  @Int({ zh: '草稿', min: 0, max: Number.MAX_SAFE_INTEGER })
  draft: number;

  @Int({ zh: '已提交', min: 0, max: Number.MAX_SAFE_INTEGER })
  submitted: number;

  @Int({ zh: '部门已审核', min: 0, max: Number.MAX_SAFE_INTEGER })
  deptApproved: number;

  @Int({ zh: '已发布', min: 0, max: Number.MAX_SAFE_INTEGER })
  published: number;

  @Int({ zh: '已驳回', min: 0, max: Number.MAX_SAFE_INTEGER })
  rejected: number;

  @Int({
    zh: '变更审核中',
    doc: 'Published, with a change or revocation in review.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  changeReview: number;

  @Int({ zh: '已撤销', min: 0, max: Number.MAX_SAFE_INTEGER })
  revoked: number;

  @Int({
    zh: '变更办理中',
    doc: 'Entries with a change in hand, in whatever state.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  changing: number;

  @Int({
    zh: '已上线',
    doc: 'Online, those whose going offline is under review included.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  online: number;

  @Int({
    zh: '上下线审核中',
    doc: 'Requests to go online or offline that wait.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  onlineReview: number;

  @Int({
    zh: '办理步数',
    doc: 'Events counted; each event counts once whatever is redelivered.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  steps: number;
}

export class CatalogOverview {
  @ListOf({ zh: '各提供方', of: () => ProviderTally, max: 10_000 })
  providers: ProviderTally[];

  @Int({ zh: '目录总数', min: 0, max: Number.MAX_SAFE_INTEGER })
  entries: number;

  @Int({
    zh: '已发布总数',
    doc: 'Published, those with a change in review included.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  published: number;

  @Int({ zh: '可用总数', doc: 'Published and online.', min: 0, max: Number.MAX_SAFE_INTEGER })
  online: number;

  @Int({ zh: '办理步数', min: 0, max: Number.MAX_SAFE_INTEGER })
  steps: number;
}
