import { defineProblem, type Problem } from './problem.js';

/** The request does not have the declared form; `errors` names each field. */
export const InvalidRequest = defineProblem({
  code: 'invalid-request',
  status: 400,
  title: { zh: '请求内容不符合要求', en: 'The request does not have the declared form' },
  remedy: {
    zh: '按 errors 中每一项的提示修改后重新提交',
    en: 'Correct each field that errors names and send again',
  },
});

/** The problem of a cursor that is none of the list it came to. */
export function invalidCursor(): Problem {
  return InvalidRequest.with({
    errors: [
      {
        path: '/cursor',
        rule: 'cursor',
        message: { zh: '游标无效', en: 'Not a cursor of this list' },
        remedy: { zh: '使用上一页返回的 next', en: 'Use `next` of the page before' },
      },
    ],
  });
}

/** The body is not readable: not JSON, not UTF-8, too deep, or with forbidden keys. */
export const UnreadableBody = defineProblem({
  code: 'unreadable-body',
  status: 400,
  title: { zh: '请求正文无法解析', en: 'The body cannot be read' },
  remedy: {
    zh: '发送 UTF-8 编码、层级不超过 32 层的 JSON 对象',
    en: 'Send a JSON object in UTF-8, nested at most 32 levels deep',
  },
});

export const UnsupportedMediaType = defineProblem({
  code: 'unsupported-media-type',
  status: 415,
  title: { zh: '不支持的内容类型', en: 'Unsupported content type' },
  remedy: { zh: '请使用 Content-Type: application/json', en: 'Send Content-Type: application/json' },
});

export const BodyTooLarge = defineProblem({
  code: 'body-too-large',
  status: 413,
  title: { zh: '请求正文过大', en: 'The body is too large' },
  remedy: {
    zh: '单个请求不超过 512 KiB；请拆分后提交',
    en: 'A request holds at most 512 KiB; split it and send the parts',
  },
});

/** No token, an expired one, a foreign one, or one whose signature does not hold. */
export const Unauthenticated = defineProblem({
  code: 'unauthenticated',
  status: 401,
  title: { zh: '未登录或令牌无效', en: 'Not signed in, or the token is not valid' },
  remedy: {
    zh: '重新登录，并在 Authorization: Bearer 中携带令牌',
    en: 'Sign in again and send the token as Authorization: Bearer',
  },
});

/** Known caller, but neither role nor organisation gives the right. */
export const Forbidden = defineProblem({
  code: 'forbidden',
  status: 403,
  title: { zh: '无权执行该操作', en: 'You may not do this' },
  remedy: {
    zh: '请由具备相应角色的本单位人员办理，或联系系统管理员授权',
    en: 'Let somebody of the owning organisation with the required role do it, or ask an administrator',
  },
});

export const NotFound = defineProblem({
  code: 'not-found',
  status: 404,
  title: { zh: '没有找到', en: 'Not found' },
  remedy: { zh: '检查标识是否正确', en: 'Check the identifier' },
});

export const MethodNotAllowed = defineProblem({
  code: 'method-not-allowed',
  status: 405,
  title: { zh: '该地址不支持此方法', en: 'This address does not take that method' },
  remedy: { zh: '查看 API 文档中该地址支持的方法', en: 'See the API page for the methods of this address' },
});

/** `If-Match` names a version that is no longer the present one (decision 4). */
export const StaleVersion = defineProblem({
  code: 'stale-version',
  status: 412,
  title: { zh: '数据已被他人更新', en: 'The object has changed meanwhile' },
  remedy: {
    zh: '重新读取最新版本，核对后再次提交',
    en: 'Read the object again, look at what changed, and repeat with the new version',
  },
});

/** The operation needs `If-Match`, so that nobody overwrites what they have not seen (RFC 6585 §3). */
export const VersionRequired = defineProblem({
  code: 'version-required',
  status: 428,
  title: { zh: '缺少版本号', en: 'The version is required' },
  remedy: {
    zh: '在 If-Match 中携带读取时得到的版本号（ETag）',
    en: 'Send the version you have read (its ETag) in If-Match',
  },
});

/** Not allowed in the present state; `allowed` lists what is (decision 4). */
export const NotAllowedNow = defineProblem({
  code: 'not-allowed-now',
  status: 409,
  title: { zh: '当前状态下不能执行该操作', en: 'Not allowed in the present state' },
  remedy: { zh: '执行 allowed 中列出的操作', en: 'Do one of the operations that allowed lists' },
});

/** The same idempotency key came with another request. */
export const IdempotencyKeyReused = defineProblem({
  code: 'idempotency-key-reused',
  status: 422,
  title: { zh: '幂等键已用于其他请求', en: 'The idempotency key was used for another request' },
  remedy: {
    zh: '为新的请求生成新的幂等键；重试时请原样发送首次的内容',
    en: 'Make a new key for a new request; on a retry send the first request unchanged',
  },
});

export const RateLimited = defineProblem({
  code: 'rate-limited',
  status: 429,
  title: { zh: '请求过于频繁', en: 'Too many requests' },
  remedy: { zh: '等待 Retry-After 指明的秒数后再试', en: 'Wait for the seconds that Retry-After names' },
});

/** Nobody answered, or not in time; whether a command took effect is settled by repeating it with its key. */
export const ServiceUnavailable = defineProblem({
  code: 'service-unavailable',
  status: 503,
  title: { zh: '服务暂时不可用', en: 'The service does not answer at present' },
  remedy: {
    zh: '按 Retry-After 等待后，用相同的幂等键重试',
    en: 'Wait for Retry-After and repeat with the same idempotency key',
  },
});

/** An undeclared error: always a defect of ours. */
export const InternalError = defineProblem({
  code: 'internal-error',
  status: 500,
  title: { zh: '系统内部错误', en: 'Internal error' },
  remedy: {
    zh: '请将 traceId 提供给系统管理员',
    en: 'Give the traceId to the administrator',
  },
});

/** Problems that any operation may answer with; an operation need not list them. */
export const SHARED_PROBLEMS = [
  InvalidRequest,
  UnreadableBody,
  UnsupportedMediaType,
  BodyTooLarge,
  Unauthenticated,
  Forbidden,
  NotFound,
  MethodNotAllowed,
  StaleVersion,
  VersionRequired,
  NotAllowedNow,
  IdempotencyKeyReused,
  RateLimited,
  ServiceUnavailable,
  InternalError,
] as const;
