import { Command } from 'commander';
import { backupCommands } from './backups/commands.ts';
import { inspectionCommands } from './inspect/commands.ts';

/** `masar db backup | list | verify | restore | size | slow | locks | activity | pool`. */
export function dbCommand(): Command {
  const command = new Command('db').description('back up and restore the databases, and look into them');
  for (const each of [...backupCommands(), ...inspectionCommands()]) command.addCommand(each);
  return command;
}
