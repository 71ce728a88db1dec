import { Command, InvalidArgumentError, Option } from 'commander';
import { createLog } from '#platform/log.ts';
import { eventStats, listDeadLetters, replayDeadLetters } from '#platform/messaging/inbox/dead-letters.ts';
import { type SubgraphName, subgraphNames } from '../../subgraphs/list.ts';
import { onEachDatabase } from '../on-each-database.ts';
import { resync } from './resync.ts';

const log = createLog({ name: 'events', level: 'warn', pretty: process.stdout.isTTY });

const onEach = (names: readonly SubgraphName[], work: Parameters<typeof onEachDatabase>[2]) =>
  onEachDatabase(names, log, work);

const mostListed = 1_000;

function wholeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > mostListed) {
    throw new InvalidArgumentError(`a whole number from 1 to ${mostListed} is wanted`);
  }
  return number;
}

const serviceOption = () => new Option('--service <name>', 'one subgraph').choices([...subgraphNames]);

interface Service {
  service: SubgraphName;
}

/** `masar events list-dead | replay | stats | resync`. */
export function eventsCommand(): Command {
  const command = new Command('events').description('the events between the subgraphs');
  command
    .command('stats')
    .description('how many events wait to be sent, wait to be tried again, and are dead')
    .addOption(serviceOption())
    .action(({ service }: Partial<Service>) =>
      onEach(service ? [service] : subgraphNames, async (name, orm) => {
        const { outgoing, oldestOutgoing, incoming, dead } = await eventStats(orm.em);
        const since = oldestOutgoing ? ` (since ${new Date(oldestOutgoing).toISOString()})` : '';
        console.log(`${name.padEnd(14)}to send: ${outgoing}${since}, to try again: ${incoming}, dead: ${dead}`);
      }),
    );
  command
    .command('list-dead')
    .description('the events that a subgraph could not handle, the newest first, one JSON object a line')
    .addOption(serviceOption())
    .option('--limit <number>', 'at most so many of each subgraph', wholeNumber, 100)
    .action(({ service, limit }: Partial<Service> & { limit: number }) =>
      onEach(service ? [service] : subgraphNames, async (name, orm) => {
        for (const { id, messageType, subject, attempts, failedAt, error } of await listDeadLetters(orm.em, limit)) {
          console.log(JSON.stringify({ service: name, id, type: messageType, subject, attempts, failedAt, error }));
        }
      }),
    );
  command
    .command('replay')
    .description('have dead events of a subgraph handled again')
    .addOption(serviceOption().makeOptionMandatory())
    .option('--all', 'all of them')
    .argument('[ids...]', 'those of these ids')
    .action((ids: string[], { service, all = false }: Service & { all?: boolean }) => {
      if (all === ids.length > 0) command.error('name the events to replay, or say --all');
      return onEach([service], async (name, orm) => {
        const replayed = await replayDeadLetters(orm.em, new Date(), all ? null : ids);
        console.log(`${name}: ${replayed} will be handled again`);
        if (!all && replayed < ids.length) process.exitCode = 1;
      });
    });
  command
    .command('resync')
    .description('users tells of all its accounts again, for copies of them that were lost')
    .action(() =>
      onEach(['users'], async (_name, orm) => {
        console.log(`${await resync(orm.em)} accounts are told of again`);
      }),
    );
  return command;
}
