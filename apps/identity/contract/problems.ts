import { defineProblem } from '#libs/contract-kit';

export const WrongCredentials = defineProblem({
  code: 'wrong-credentials',
  status: 401,
  title: { zh: '账号或密码不正确', en: 'Wrong account or password' },
  remedy: {
    zh: '核对账号和密码；连续失败 5 次后该账号锁定 5 分钟',
    en: 'Check account and password; five failures in a row lock the account for five minutes',
  },
});

export const AccountLocked = defineProblem({
  code: 'account-locked',
  status: 429,
  title: { zh: '账号暂时锁定', en: 'The account is locked for now' },
  remedy: { zh: '等待 Retry-After 指明的秒数后再试', en: 'Wait for the seconds that Retry-After names' },
});

export const BadOrganisationCode = defineProblem({
  code: 'bad-organisation-code',
  status: 422,
  title: { zh: '统一社会信用代码校验不通过', en: 'The check character of the organisation code is wrong' },
  remedy: { zh: '按 GB 32100 核对 18 位代码', en: 'Check the 18 characters against GB 32100' },
});

export const UnknownOrganisation = defineProblem({
  code: 'unknown-organisation',
  status: 422,
  title: { zh: '组织机构不存在', en: 'No such organisation' },
  remedy: { zh: '先在组织目录中登记该单位', en: 'Register the organisation first' },
});

export const ErasureDecided = defineProblem({
  code: 'erasure-decided',
  status: 409,
  title: { zh: '该删除申请已有决定', en: 'The erasure request has been decided already' },
  remedy: { zh: '查看申请的当前状态', en: 'Look at the present state of the request' },
});

export const ErasureReasonNeeded = defineProblem({
  code: 'erasure-reason-needed',
  status: 422,
  title: {
    zh: '不予删除或暂缓删除须说明法律依据',
    en: 'To refuse or delay an erasure needs its ground in law',
  },
  remedy: {
    zh: '填写理由；暂缓时还须填写保存截止时间（晚于现在）',
    en: 'Give the reason, and for a delay the instant at which it ends',
  },
});

export const AlreadyRegistered = defineProblem({
  code: 'already-registered',
  status: 409,
  title: { zh: '已经登记', en: 'Already registered' },
  remedy: { zh: '使用已有的登记，或更换代码（账号）', en: 'Use the existing one, or another code (account)' },
});

export const BadEffectiveDate = defineProblem({
  code: 'bad-effective-date',
  status: 422,
  title: { zh: '生效日期不可行', en: 'The effective date is not possible' },
  remedy: {
    zh: '生效日期不得晚于今天，也不得早于上一次变更的生效日期',
    en: 'Choose a date that is not in the future and not before the change that came last',
  },
});

export const BadStructure = defineProblem({
  code: 'bad-structure',
  status: 422,
  title: { zh: '机构关系不成立', en: 'The organisations cannot be related like this' },
  remedy: {
    zh: '上级、并入、分设单位须是其他在用单位，且不得形成环',
    en: 'Name other organisations that are at work, without a circle',
  },
});

export const OrganisationEnded = defineProblem({
  code: 'organisation-ended',
  status: 422,
  title: { zh: '该单位已合并、分设或撤销', en: 'The organisation has ended' },
  remedy: { zh: '改用承继单位', en: 'Use the organisation that took over' },
});

export const UnknownRole = defineProblem({
  code: 'unknown-role',
  status: 422,
  title: { zh: '没有这个角色', en: 'No such role' },
  remedy: { zh: '从角色列表中选择', en: 'Choose from the list of roles' },
});

export const WeakPassword = defineProblem({
  code: 'weak-password',
  status: 422,
  title: { zh: '密码过于简单', en: 'The password is too easily guessed' },
  remedy: {
    zh: '至少 12 个字符，不用常见密码、连续或重复的字符，也不含账号；几个不相干的词最好记',
    en: 'At least 12 characters; no common password, no run or repetition, without the account; a few unrelated words are best',
  },
});

export const PasswordShownOnce = defineProblem({
  code: 'password-shown-once',
  status: 409,
  title: { zh: '一次性密码只显示一次', en: 'The one-time password is shown once only' },
  remedy: {
    zh: '如未记下，请用新的幂等键再次重置',
    en: 'If it was not noted, reset again with another idempotency key',
  },
});

export const DelegationRefused = defineProblem({
  code: 'delegation-refused',
  status: 422,
  title: { zh: '委托不成立', en: 'The delegation is not possible' },
  remedy: { zh: '按 detail 的说明调整', en: 'Correct what detail names' },
});

export const BadIdNumber = defineProblem({
  code: 'bad-id-number',
  status: 422,
  title: { zh: '公民身份号码校验不通过', en: 'The ID number does not hold its check' },
  remedy: { zh: '按 GB 11643 核对 18 位号码', en: 'Check the 18 characters against GB 11643' },
});

/** Says the same of facts that do not match and of an account that is there already. */
export const RegistrationRefused = defineProblem({
  code: 'registration-refused',
  status: 422,
  title: { zh: '未能完成注册', en: 'The account could not be opened' },
  remedy: {
    zh: '核对姓名、号码；如已有账号请直接登录',
    en: 'Check names and numbers; who has an account already signs in with it',
  },
});

export const RealNameCheckUnavailable = defineProblem({
  code: 'real-name-check-unavailable',
  status: 503,
  title: { zh: '实名核验服务未接入', en: 'There is no real-name check' },
  remedy: {
    zh: '请到线下窗口办理，或联系平台运维',
    en: 'Use a counter, or ask the operator of the platform',
  },
});

export const AgentRefused = defineProblem({
  code: 'agent-refused',
  status: 422,
  title: { zh: '经办授权不成立', en: 'This agency is not possible' },
  remedy: { zh: '核对账号、代码和授权期限', en: 'Check account, code and the time of the authorisation' },
});

export const InteractionExpired = defineProblem({
  code: 'interaction-expired',
  status: 410,
  title: { zh: '登录页面已过期', en: 'The sign-in page has expired' },
  remedy: { zh: '重新打开登录页面', en: 'Open the sign-in page again' },
});

export const TooManySignIns = defineProblem({
  code: 'too-many-sign-ins',
  status: 503,
  title: { zh: '登录人数过多', en: 'Too many sign-ins at once' },
  remedy: { zh: '等待 Retry-After 指明的秒数后再试', en: 'Wait for the seconds that Retry-After names' },
});
