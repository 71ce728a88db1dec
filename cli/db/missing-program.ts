/** A command needs a program that is not installed. The message says which package to install. */
export class MissingProgram extends Error {}

/** Runs a command. When a program is missing, prints which, and sets the exit code 2; any other failure is 1. */
export async function orMissingProgram(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
