/** The longest pause before the first attempt, in milliseconds. It doubles with each further failure. */
const firstPause = 200;

/** The longest pause before an attempt, in milliseconds. */
const maxPause = 5_000;

/** Returns a random pause before the next attempt, so that those who wait for one subgraph do not all return at once. */
export const retryPause = (failures: number): number => Math.min(firstPause * 2 ** failures, maxPause) * Math.random();

/** Milliseconds that a subgraph may be away. After it, the subscriptions of a state whose events it sends end with SUBGRAPH_UNAVAILABLE. */
export const maxOutage = 10 * 60_000;
