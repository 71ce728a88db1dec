import { StartFault } from './start-fault.ts';

/** Starts a process. When that fails, prints the message of a StartFault, or the stack of any other error, and exits with 1. */
export async function orExit(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const { message, stack } = error as Error;
    process.stderr.write(`${error instanceof StartFault ? message : (stack ?? error)}\n`);
    process.exit(1);
  }
}
