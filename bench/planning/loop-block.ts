import { setImmediate as nextTurn } from 'node:timers/promises';

/** The longest that this thread computed between two turns of its event loop. */
export interface LoopBlock {
  /** Milliseconds of processor time, so that other processes do not count. */
  longest(): Promise<number>;
  stop(): void;
}

/** Begins to observe the event loop. */
export function observeLoop(): LoopBlock {
  let longest = 0;
  let since = process.threadCpuUsage();
  const turn = () => {
    const { user, system } = process.threadCpuUsage(since);
    longest = Math.max(longest, (user + system) / 1_000);
    since = process.threadCpuUsage();
  };
  // The time between two timers is computing, unless the thread waits.
  const timer = setInterval(turn, 1);
  return {
    longest: async () => {
      await nextTurn();
      turn();
      return longest;
    },
    stop: () => clearInterval(timer),
  };
}
