import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../errors/refusal.ts';

/** The pauses before a failed read is repeated, in milliseconds: 15 seconds in all, in which a database restarts. */
export const restartPauses: readonly number[] = [100, 200, 400, 800, 1_500, 3_000, 3_000, 3_000, 3_000];

/**
 * Reads, and repeats a read that fails after each of the pauses, as long as its result is wanted. Rejects as the last read does. A Refusal
 * is never repeated.
 */
export async function repeatRead<Result>(
  read: () => Promise<Result>,
  pauses: readonly number[],
  isWanted: () => boolean = () => true,
): Promise<Result> {
  for (const pause of pauses) {
    try {
      return await read();
    } catch (error) {
      if (error instanceof Refusal || !isWanted()) throw error;
      await sleep(pause, undefined, { ref: false });
    }
  }
  return read();
}
