import { Command, InvalidArgumentError } from 'commander';
import { soakAuth } from './auth.ts';
import { soakBookings } from './bookings.ts';
import { soakEvents } from './events.ts';
import { soakExecutor } from './executor.ts';
import { soakOperations } from './operations.ts';

/** What can be run for as long as one likes, beyond its share in the tests. */
const soaks: Record<string, (minutes: number) => Promise<void>> = {
  auth: soakAuth,
  bookings: soakBookings,
  events: soakEvents,
  executor: soakExecutor,
  operations: soakOperations,
};

await new Command('soak')
  .argument('<name>', Object.keys(soaks).join(', '))
  .requiredOption('--minutes <number>', 'how long', (text) => {
    const minutes = Number(text);
    if (!(minutes > 0)) throw new InvalidArgumentError('must be a number above 0');
    return minutes;
  })
  .action(async (name: string, { minutes }: { minutes: number }, command: Command) => {
    const soak = soaks[name];
    if (!soak) return command.error(`no such soak: ${name}`);
    await soak(minutes);
  })
  .parseAsync();
