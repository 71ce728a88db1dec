import { Command, InvalidArgumentError } from 'commander';
import { soakAccounts } from './accounts.ts';
import { soakAuth } from './auth.ts';
import { soakBackups } from './backups.ts';
import { soakBookings } from './bookings.ts';
import { soakEvents } from './events.ts';
import { soakExecutor } from './executor.ts';
import { soakFuzz } from './fuzz.ts';
import { soakOperations } from './operations.ts';
import { soakOverload } from './overload.ts';
import { soakSubscriptions } from './subscriptions.ts';

/** Tests that run for any length of time. The test suite runs a short version of each. */
const soaks: Record<string, (minutes: number, seed?: number) => Promise<void>> = {
  accounts: soakAccounts,
  auth: soakAuth,
  backups: soakBackups,
  bookings: soakBookings,
  events: soakEvents,
  executor: soakExecutor,
  fuzz: soakFuzz,
  operations: soakOperations,
  overload: soakOverload,
  subscriptions: soakSubscriptions,
};

await new Command('soak')
  .description('run a test until the time is up or it finds a fault')
  .argument('<name>', Object.keys(soaks).join(', '))
  .requiredOption('--minutes <number>', 'how long to run', (text) => {
    const minutes = Number(text);
    if (!(minutes > 0)) throw new InvalidArgumentError('must be a number above 0');
    return minutes;
  })
  .option('--seed <number>', 'the seed of the first input of fuzz, to repeat a failure', Number)
  .action(async (name: string, { minutes, seed }: { minutes: number; seed?: number }, command: Command) => {
    const soak = soaks[name];
    if (!soak) return command.error(`no soak test is called ${name}: there are ${Object.keys(soaks).join(', ')}`);
    await soak(minutes, seed);
  })
  .parseAsync();
