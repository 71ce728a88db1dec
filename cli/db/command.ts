import { Command } from 'commander';
import { backupCommands } from './backups/commands.ts';

/** `masar db backup | list | verify | restore`. */
export function dbCommand(): Command {
  const command = new Command('db').description('back up the databases, and restore them');
  for (const each of backupCommands()) command.addCommand(each);
  return command;
}
