import { defineProblem } from '#libs/contract-kit';

/** The entry breaks a rule of the guide; `errors` names the fields. */
export const EntryRuleBroken = defineProblem({
  code: 'entry-rule-broken',
  status: 422,
  title: { zh: '目录内容不符合编制要求', en: 'The entry breaks a rule of the catalog' },
  remedy: { zh: '按 errors 中每一项的提示修改', en: 'Correct each field that errors names' },
});

export const EntryIncomplete = defineProblem({
  code: 'entry-incomplete',
  status: 422,
  title: { zh: '必填元数据不完整', en: 'Mandatory metadata are missing' },
  remedy: { zh: '补全 errors 中列出的必填项后再提交', en: 'Fill the fields that errors lists, then submit' },
});

export const TitleTaken = defineProblem({
  code: 'title-taken',
  status: 409,
  title: { zh: '本单位已有同名目录', en: 'The provider has an entry of this title' },
  remedy: { zh: '修改信息资源名称，或使用已有目录', en: 'Change the title, or use the existing entry' },
});

export const UnknownClassification = defineProblem({
  code: 'unknown-classification',
  status: 422,
  title: { zh: '分类不存在或不是末级', en: 'The classification does not exist or is not a leaf' },
  remedy: { zh: '从分类树中选择末级节点', en: 'Choose a leaf of the classification tree' },
});

export const UnknownProvider = defineProblem({
  code: 'unknown-provider',
  status: 422,
  title: { zh: '信息资源提供方未登记', en: 'The provider is not in the directory' },
  remedy: { zh: '请先在组织目录中登记该单位', en: 'Register the organisation in the directory first' },
});

/** Author and approver must be different people (data-catalog §3.1). */
export const SelfApproval = defineProblem({
  code: 'self-approval',
  status: 403,
  title: { zh: '不得审核本人编制的目录', en: 'Nobody approves what they wrote' },
  remedy: { zh: '请由其他审核人办理', en: 'Let another person approve' },
});

export const CodesExhausted = defineProblem({
  code: 'codes-exhausted',
  status: 409,
  title: { zh: '该分类的顺序号已用完', en: 'The sequence numbers of this classification are used up' },
  remedy: { zh: '联系目录管理员扩充细目', en: 'Ask the catalog steward for a finer classification' },
});

export const ParentMissing = defineProblem({
  code: 'parent-missing',
  status: 422,
  title: { zh: '上级分类不存在', en: 'The parent node does not exist' },
  remedy: { zh: '先建立上级分类', en: 'Define the parent first' },
});

export const ClassificationInUse = defineProblem({
  code: 'classification-in-use',
  status: 409,
  title: {
    zh: '该分类已用于目录，不能再分下级',
    en: 'Entries use this node as a leaf; it cannot get children',
  },
  remedy: { zh: '在同级新建分类', en: 'Add a sibling instead' },
});

/** A change that changes nothing is not worth anybody's review. */
export const ChangeEmpty = defineProblem({
  code: 'change-empty',
  status: 422,
  title: { zh: '变更内容与已发布版本相同', en: 'The change equals the published version' },
  remedy: {
    zh: '修改内容后再提交，或放弃本次变更',
    en: 'Change something and submit, or discard the change',
  },
});

export const BulkSelection = defineProblem({
  code: 'bulk-selection',
  status: 422,
  title: { zh: '批量办理的对象不明确', en: 'The job does not say which entries' },
  remedy: {
    zh: '在 ids 与 filter 中二选一；每批 1 至 1000 条',
    en: 'Give either ids or filter; a job takes 1 to 1,000 entries',
  },
});

export const ReasonRequired = defineProblem({
  code: 'reason-required',
  status: 422,
  title: { zh: '该操作必须说明原因', en: 'This action must say why' },
  remedy: { zh: '填写 reason', en: 'Fill reason' },
});

export const TooManyFiles = defineProblem({
  code: 'too-many-files',
  status: 422,
  title: { zh: '附件数量已达上限', en: 'The entry has as many files as it may' },
  remedy: { zh: '先移除不再需要的附件', en: 'Remove a file that is no longer needed' },
});
