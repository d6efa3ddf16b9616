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
