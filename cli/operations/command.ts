import path from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { processEnvironment, projectRoot, readSettings, setting } from '#platform/settings.ts';
import { publishOperations } from './publish.ts';
import { manifestTarget } from './target.ts';

interface PublishOptions {
  to?: string;
  replace?: boolean;
}

/** `masar operations publish`. Sets the exit code: 0 when the operations are published; 1 when one is invalid; 2 when it could not run. */
export function operationsCommand(root: string = projectRoot): Command {
  const command = new Command('operations').description(
    "publish the clients' operations, which clients then send by id",
  );
  command
    .command('publish')
    .description('add the operations in clients/ to the manifest of the gateways, which load it without a restart')
    .option('--to <place>', 'a file, or redis for the Redis of REDIS_URL; by default PERSISTED_OPERATIONS_MANIFEST')
    .option(
      '--replace',
      'remove the operations that are no longer in clients/: older versions of clients may still send them',
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async ({ to, replace = false }: PublishOptions) => {
      const variables = z.object({
        PERSISTED_OPERATIONS_MANIFEST: setting.text().optional(),
        REDIS_URL: setting.urls('redis', 'rediss').optional(),
      });
      const settings = readSettings(variables, processEnvironment());
      const named = to && to !== 'redis' ? path.resolve(to) : to;
      const place = named ?? settings.PERSISTED_OPERATIONS_MANIFEST;
      const target = place ? manifestTarget(place, root, settings.REDIS_URL) : undefined;
      process.exitCode = await publishOperations(root, target, replace ? 'replace' : 'add');
    });
  return command;
}
