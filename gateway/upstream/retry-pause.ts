/** The pause before the first retry, in milliseconds, at most. It doubles with each. */
const firstPause = 50;

/** A pause before the retry with this number, from 0, in milliseconds. Random, so that requests that failed together come back apart. */
export function retryPause(retry: number): number {
  return firstPause * 2 ** retry * (0.5 + Math.random() / 2);
}
