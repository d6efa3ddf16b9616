const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How long what is granted holds, in seconds. README.md says the same in words. */
export const LIFETIME = {
  /** Access tokens of the OpenID provider. */
  access: 15 * MINUTE,
  /** Access tokens of `signIn`, the direct grant for tools: there is no refresh. */
  direct: 4 * HOUR,
  /** A session of the provider with all its refresh tokens, from the sign-in on. */
  session: 12 * HOUR,
  refresh: 12 * HOUR,
  /** A sign-in page that stands open. */
  interaction: 15 * MINUTE,
  code: MINUTE,
} as const;

/** No access token lives longer; what is revoked may be forgotten after it. A minute for clocks. */
export const LONGEST_TOKEN_MS = (LIFETIME.direct + MINUTE) * 1_000;
