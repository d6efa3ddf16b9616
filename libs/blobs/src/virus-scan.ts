/** One file on its way through the scanner. */
export interface Scanning {
  write(chunk: Uint8Array): Promise<void>;
  /** Ends the file. @returns the name of what was found; `undefined` when it is clean */
  finish(): Promise<string | undefined>;
  /** Leaves off; the file is refused for another reason. */
  abandon(): void;
}

/** Port: looks at a file while it streams by. */
export interface VirusScan {
  /** What the file's record says when nothing was found. */
  readonly outcome: 'clean' | 'notScanned';
  begin(): Promise<Scanning>;
}

/** No scanner: says so in the record of each file. */
export const NO_SCAN: VirusScan = {
  outcome: 'notScanned',
  begin: async () => ({ write: async () => {}, finish: async () => undefined, abandon: () => {} }),
};
