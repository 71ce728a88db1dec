import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { redisProtocols } from '#platform/messaging/bus/redis-connection.ts';
import { processEnvironment, projectRoot, readSettings, setting } from '#platform/settings.ts';
import { exitingWith2 } from '../exiting-with-2.ts';
import { clientRoles } from '../schema/changes/access/viewing.ts';
import { maxDays } from '../schema/traffic/options.ts';
import { wholeNumber } from '../whole-number.ts';
import { publishOperations } from './publish.ts';
import { type ManifestTarget, manifestTarget } from './target.ts';

interface PublishOptions {
  to?: string;
  replace?: boolean;
}

/** `masar operations publish`, `check` and `stale`. */
export function operationsCommand(root: string = projectRoot): Command {
  const command = new Command('operations').description(
    "publish the clients' operations, which clients then send by id, and check them",
  );
  for (const each of [publishCommand(root), checkCommand(), staleCommand(root)]) command.addCommand(each);
  return command;
}

/** Sets the exit code: 0 when the operations are published; 1 when one is invalid; 2 when it could not run. */
function publishCommand(root: string): Command {
  return exitingWith2('publish')
    .description('add the operations in clients/ to the manifest of the gateways, which load it without a restart')
    .option('--to <place>', placeText)
    .option(
      '--replace',
      'remove the operations that are no longer in clients/: older versions of clients may still send them',
    )
    .action(async ({ to, replace = false }: PublishOptions) => {
      process.exitCode = await publishOperations(root, targetOf(root, to), replace ? 'replace' : 'add');
    });
}

interface CheckOptions {
  manifest: string;
  schema?: string;
  roles?: readonly string[];
  json?: boolean;
}

/** Sets the exit code: 0 when every operation of the manifest runs; 1 when one does not; 2 when it could not run. */
function checkCommand(): Command {
  return exitingWith2('check')
    .description("check a client's manifest against the schema that gateways serve, before the client ships")
    .requiredOption('--manifest <file>', 'the file that the client was built with')
    .option('--schema <path>', 'a supergraph or a folder of schemas; by default the newest version of the registry')
    .option(
      '--roles <roles>',
      `the roles of the client's users, separated by commas: ${clientRoles.join(', ')}`,
      rolesIn,
    )
    .option('--json', 'print JSON')
    .action(async ({ manifest, schema, roles, json = false }: CheckOptions) => {
      const { runManifestCheck } = await import('./check/run.ts');
      const input = { manifest: path.resolve(manifest), schema, roles: roles ?? null, isJson: json };
      process.exitCode = await runManifestCheck(processEnvironment(), input);
    });
}

/** Sets the exit code: 0, or 2 when it could not run. */
function staleCommand(root: string): Command {
  return exitingWith2('stale')
    .description(
      'list the published operations that the counted traffic has not used, with the clients that used them last',
    )
    .option('--manifest <place>', placeText)
    .option('--days <n>', 'the days in which an operation has to be used, today included', wholeNumber(1, maxDays), 30)
    .option('--json', 'print JSON')
    .action(async ({ manifest, days, json = false }: { manifest?: string; days: number; json?: boolean }) => {
      const { runStale } = await import('./stale/run.ts');
      const input = { days, now: new Date(), isJson: json };
      process.exitCode = await runStale(processEnvironment(), targetOf(root, manifest), input);
    });
}

const placeText = 'a file, or redis for the Redis of REDIS_URL; by default PERSISTED_OPERATIONS_MANIFEST';

/** The manifest that an option or the settings name. */
function targetOf(root: string, option: string | undefined): ManifestTarget | undefined {
  const variables = z.object({
    PERSISTED_OPERATIONS_MANIFEST: setting.text().optional(),
    REDIS_URL: setting.urls(...redisProtocols).optional(),
  });
  const settings = readSettings(variables, processEnvironment());
  const named = option && option !== 'redis' ? path.resolve(option) : option;
  const place = named ?? settings.PERSISTED_OPERATIONS_MANIFEST;
  return place ? manifestTarget(place, root, settings.REDIS_URL) : undefined;
}

function rolesIn(text: string): string[] {
  const roles = [...new Set(text.split(',').map((role) => role.trim()))];
  const unknown = roles.find((role) => !clientRoles.includes(role));
  if (unknown === undefined) return roles;
  throw new InvalidArgumentError(`"${unknown}" is no role: the roles are ${clientRoles.join(', ')}`);
}
