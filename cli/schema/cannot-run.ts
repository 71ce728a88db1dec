/** The check failed without a result: there is no such commit or no repository, or a file is unreadable. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

/** Returns the result of `run`. Rethrows an error of the file system as CannotRun. */
export async function orCannotRun<T>(failure: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    throw new CannotRun(`${failure}: ${message}`, { cause: error });
  }
}
