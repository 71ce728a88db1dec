import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { systemClock } from '#platform/clock.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { oneTry } from '#platform/database/wait-for-database.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { idGenerator } from '#platform/ids.ts';
import { createLog } from '#platform/log.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { createAdmin } from '../../subgraphs/users/domain/admins/create-admin.ts';
import { hashPassword } from '../../subgraphs/users/domain/admins/hashing/argon2id.ts';
import { withDatabases } from '../with-databases.ts';

const log = createLog({ name: 'admin', level: 'warn', pretty: process.stdout.isTTY });

/** `masar admin create`, which reads the password from a prompt or from stdin. */
export function adminCommand(): Command {
  const command = new Command('admin').description('create administrators');
  command
    .command('create')
    .description('create an admin; the password comes from a prompt or from stdin')
    .requiredOption('--email <email>')
    .option('--name <name>', 'the full name')
    .action(async ({ email, name }: { email: string; name?: string }) => {
      await withDatabases(['users'], async (urls) => {
        const settings = { url: urls('users'), poolMax: 2, logSql: false, wait: oneTry };
        const orm = await openDatabase(await schemaOf('users'), settings, log);
        try {
          const password = process.stdin.isTTY
            ? await promptForPassword()
            : (await text(process.stdin)).replace(/\r?\n$/, '');
          const passwords = { hash: async (text: string) => hashPassword(text) };
          const context = systemContext({ now: systemClock.now(), newId: idGenerator(systemClock) });
          const input = { email, password, fullName: name ?? null, passwords, ...context };
          const admin = await createAdmin(orm.em.fork(), input);
          console.log(`created ${admin.id}`);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          console.error(`refused: ${error.message}`);
          process.exitCode = 1;
        } finally {
          await orm.close(true);
        }
      });
    });
  return command;
}

/** Reads a password from the terminal without echoing it. */
async function promptForPassword(): Promise<string> {
  const prompt = createInterface({ input: process.stdin, terminal: true });
  process.stdout.write('Password: ');
  try {
    return await prompt.question('');
  } finally {
    prompt.close();
    process.stdout.write('\n');
  }
}
