import { Command, Option } from 'commander';
import { createLog } from '#platform/log.ts';
import { eventStats, listDeadLetters, replayDeadLetters } from '#platform/messaging/inbox/dead-letters.ts';
import { processEnvironment, readSettings } from '#platform/settings.ts';
import { type SubgraphName, subgraphNames } from '../../subgraphs/list.ts';
import { onEachDatabase, onMigratedDatabase } from '../on-each-database.ts';
import { wholeNumber } from '../whole-number.ts';
import { withDatabases } from '../with-databases.ts';
import { afterRestore, redisVariables } from './after-restore.ts';
import { resync } from './resync.ts';

const log = createLog({ name: 'events', level: 'warn', pretty: process.stdout.isTTY });

const onEach = (names: readonly SubgraphName[], work: Parameters<typeof onEachDatabase<SubgraphName>>[2]) =>
  onEachDatabase(names, log, onMigratedDatabase(work));

const maxListed = 1_000;

const serviceOption = () => new Option('--service <name>', 'one subgraph').choices([...subgraphNames]);

interface Service {
  service: SubgraphName;
}

/** `masar events stats | list-dead | replay | resync | after-restore`. */
export function eventsCommand(): Command {
  const command = new Command('events').description('inspect, replay and republish the events between the subgraphs');
  command
    .command('stats')
    .description('count the events to send, to retry and dead')
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
    .description('list the events that a subgraph failed to handle, the newest first, one JSON object per line')
    .addOption(serviceOption())
    .option('--limit <number>', 'the most events to list of each subgraph', wholeNumber(1, maxListed), 100)
    .action(({ service, limit }: Partial<Service> & { limit: number }) =>
      onEach(service ? [service] : subgraphNames, async (name, orm) => {
        for (const { id, messageType, subject, attempts, failedAt, error } of await listDeadLetters(orm.em, limit)) {
          console.log(JSON.stringify({ service: name, id, type: messageType, subject, attempts, failedAt, error }));
        }
      }),
    );
  command
    .command('replay')
    .description('handle dead events of a subgraph again')
    .addOption(serviceOption().makeOptionMandatory())
    .option('--all', 'every dead event')
    .argument('[ids...]', 'the ids of the events')
    .action((ids: string[], { service, all = false }: Service & { all?: boolean }) => {
      if (all === ids.length > 0) command.error('name the events to replay, or pass --all');
      return onEach([service], async (name, orm) => {
        const replayed = await replayDeadLetters(orm.em, new Date(), all ? null : ids);
        console.log(`${name}: ${replayed} will be handled again`);
        if (!all && replayed < ids.length) process.exitCode = 1;
      });
    });
  command
    .command('resync')
    .description('publish all accounts of users again, to restore lost copies')
    .action(() =>
      onEach(['users'], async (_name, orm) => {
        console.log(`${await resync(orm.em)} accounts published again`);
      }),
    );
  command
    .command('after-restore')
    .description('bring the events in line with databases that were restored to an earlier time, while no service runs')
    .action(() => {
      const { REDIS_URL: redisUrl = null } = readSettings(redisVariables, processEnvironment());
      return withDatabases(subgraphNames, async (urls) => {
        const all = new Map(subgraphNames.map((name) => [name, urls(name)]));
        await afterRestore({ urls: all, redisUrl, now: new Date(), report: (line) => console.log(line) });
      });
    });
  return command;
}
