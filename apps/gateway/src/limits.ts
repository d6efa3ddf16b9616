/** Every bound of the gateway. The table in README.md says the same in words. */
export const LIMITS = {
  /** Largest request body. A contract may set less for an operation. */
  bodyBytes: 512 * 1024,
  headerBytes: 16 * 1024,
  /** Longest path parameter, decoded. */
  pathParameter: 500,
  /** To send the headers of a request. */
  headersMs: 10_000,
  /** To send a whole request. */
  requestMs: 30_000,
  /** To send a whole file. */
  uploadMs: 15 * 60_000,
  /** Between two looks for files that nobody holds. */
  sweepMs: 60_000,
  keepAliveMs: 72_000,
  /** Tries to sign in a minute, for one address and account. */
  signInsPerMinute: 30,
  /** `/events`: connections of this gateway. */
  feedConnections: 200,
  /** `/events`: bytes that may wait for one slow reader. */
  feedBufferBytes: 1024 * 1024,
  /** `/events`: events kept in memory for readers that come back … */
  feedRing: 4_096,
  /** … and their bytes. */
  feedRingBytes: 32 * 1024 * 1024,
  /** `/events`: a reader that resumes must take what waits for it within this time. */
  feedStallMs: 10_000,
  heartbeatMs: 15_000,
  /** `/health/ready`: to hear from every service; and how long the answer is used again. */
  readyMs: 2_000,
  readyCacheMs: 500,
  /** `/metrics`: to collect the figures of the services. */
  statsMs: 500,
  /** Requests under way at shutdown get so long. The launcher kills after 11 s. */
  drainMs: 8_000,
} as const;

export type Limits = { readonly [K in keyof typeof LIMITS]: number };
