import { PlatformAlreadyRunning } from '../embedded-postgres/embedded-postgres.ts';
import { PortTaken } from '../http/port-taken.ts';
import { SettingsFault } from '../settings.ts';

/** Runs the start of a process. What an operator can mend is said in a line; anything else with its stack. Either way it exits with 1. */
export async function orExit(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const plain = [SettingsFault, PortTaken, PlatformAlreadyRunning].some((kind) => error instanceof kind);
    process.stderr.write(`${plain ? (error as Error).message : ((error as Error).stack ?? error)}\n`);
    process.exit(1);
  }
}
