import { percentile } from '../report.ts';
import type { Crowd } from './crowd.ts';

export interface LoadFigures {
  rounds: number;
  /** Milliseconds. */
  duration: number;
  /** Milliseconds from the publication of a round to its last client. */
  p50: number;
  p99: number;
}

/** The fewest rounds of a measurement, however long they take. */
const fewestRounds = 3;

/** Publishes a round whenever every client has the one before, until the time is up. */
export async function load(
  crowd: Crowd,
  publish: (round: number) => unknown,
  milliseconds: number,
): Promise<LoadFigures> {
  const delays: number[] = [];
  const begun = performance.now();
  let now = begun;
  while (now < begun + milliseconds || delays.length < fewestRounds) {
    const since = now;
    await crowd.next(publish);
    now = performance.now();
    delays.push(now - since);
  }
  return {
    rounds: delays.length,
    duration: now - begun,
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
  };
}
