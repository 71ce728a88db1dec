/** The check could not be made, so nothing is known about the schema: no such commit, no repository, a file that can't be read. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

/** Passes on what `run` resolves to; a failure of the file system becomes CannotRun, anything else stays as it is. */
export async function orCannotRun<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    throw new CannotRun(`${what}: ${message}`, { cause: error });
  }
}
