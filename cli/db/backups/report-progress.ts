/** The time between two reports of work that runs, in milliseconds. */
const progressInterval = 10_000;

/** Calls `report` from time to time while `work` runs. A report that fails is left out. */
export async function reportProgress<Result>(
  report: () => Promise<void>,
  work: () => Promise<Result>,
): Promise<Result> {
  const timer = setInterval(() => void report().catch(() => {}), progressInterval);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** A size for people: `12.3 MB`. */
export function shownBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
