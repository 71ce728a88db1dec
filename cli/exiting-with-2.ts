import { Command } from 'commander';

/** Creates a command that exits with 2, and not with 1, when it is called wrongly: 1 is its verdict that something is not fine. */
export function exitingWith2(name: string): Command {
  return new Command(name).exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
}
