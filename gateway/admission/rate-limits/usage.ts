/** The length of the window in which a client's use is counted, in seconds. It begins with the client's first request. */
export const windowSeconds = 60;

/** What a client has used of a limit in its present window. */
export interface Usage {
  limit: number;
  /** What is left. */
  remaining: number;
  /** Milliseconds until the window ends. */
  reset: number;
  /** Whether this use was above the limit. */
  isExceeded: boolean;
}

/** Counts the uses of a limit by key. */
export interface UsageCounter {
  /** Counts a use of this many points, also when it is above the limit. */
  take(key: string, points: number): Usage | Promise<Usage>;
}
