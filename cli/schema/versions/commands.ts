import path from 'node:path';
import type { Command } from 'commander';
import { processEnvironment, projectRoot } from '#platform/settings.ts';
import { maxListed } from '../../../registry/versions/read-versions.ts';
import { exitingWith2 } from '../../exiting-with-2.ts';
import { wholeNumber } from '../../whole-number.ts';
import type { VerdictOptions } from '../check/check-schema.ts';
import { addVerdictOptions, type VerdictFlags, verdictOptionsOf } from '../check/options.ts';
import { withDevelopmentDependencies } from '../with-development-dependencies.ts';

interface PublicationFlags extends VerdictFlags {
  by?: string;
  out?: string;
}

/** `masar schema publish`, `versions`, `diff` and `rollback`. `planning` says how the check plans, by default as the gateway does. */
export function versionCommands(root: string = projectRoot, planning: Planning = {}): Command[] {
  return [publishCommand(root, planning), versionsCommand(), diffCommand(root), rollbackCommand(root, planning)];
}

type Planning = Pick<VerdictOptions, 'createPlanner'>;

/** Sets the exit code: 0 if the newest version has the schemas now; 1 if the check fails, so that nothing is stored; 2 if it could not run. */
function publishCommand(root: string, planning: Planning): Command {
  const command = exitingWith2('publish')
    .description('publish the schemas as the next version in the registry, after a check against the newest one')
    .option('--subgraph <name>', "publish the schema of one subgraph, with the others' of the newest version")
    .option('--schema <file>', 'the schema of that subgraph; by default subgraphs/NAME/schema.graphql');
  return addPublicationOptions(command).action(
    async (flags: PublicationFlags & { subgraph?: string; schema?: string }) => {
      const { subgraph: name, schema } = flags;
      if (schema !== undefined && name === undefined) command.error('error: --schema needs --subgraph');
      const team =
        name === undefined ? null : { name, file: schema ?? path.join(root, 'subgraphs', name, 'schema.graphql') };
      const options = await publishOptionsOf(flags, planning);
      process.exitCode = await withDevelopmentDependencies(
        () => import('./run-publish.ts'),
        ({ runPublish }) => runPublish(root, processEnvironment(), team, options),
      );
    },
  );
}

/** Sets the exit code: 0 if the newest version has the schemas now; 1 if the check fails, so that nothing is stored; 2 if it could not run. */
function rollbackCommand(root: string, planning: Planning): Command {
  const command = exitingWith2('rollback')
    .description('publish the schemas of an earlier version again, as the next version')
    .argument('<version>', 'the number of the version')
    .option('--force', 'publish them even if the check fails');
  return addPublicationOptions(command).action(
    async (version: string, flags: PublicationFlags & { force?: boolean }) => {
      const input = { version, force: flags.force ?? false };
      const options = await publishOptionsOf(flags, planning);
      process.exitCode = await withDevelopmentDependencies(
        () => import('./run-publish.ts'),
        ({ runRollback }) => runRollback(root, processEnvironment(), input, options),
      );
    },
  );
}

/** Sets the exit code: 0, or 2 if it could not run. */
function versionsCommand(): Command {
  return exitingWith2('versions')
    .description('list the published versions, the newest first')
    .option('--limit <n>', `how many, at most ${maxListed}`, wholeNumber(1, maxListed), 20)
    .option('--before <version>', 'list those before this version', wholeNumber(1, 2 ** 31 - 1))
    .option('--json', 'print JSON')
    .action(async ({ limit, before, json = false }: { limit: number; before?: number; json?: boolean }) => {
      const { runVersions } = await import('./run-versions.ts');
      process.exitCode = await runVersions(processEnvironment(), { limit, before: before ?? null }, json);
    });
}

/** Sets the exit code: 0, whatever the changes are; 1 if the working tree does not compose; 2 if it could not run. */
function diffCommand(root: string): Command {
  return exitingWith2('diff')
    .description('print the changes from one version to another, or to the working tree')
    .argument('<from>', 'the number of a version, or latest')
    .argument('[to]', 'another; by default the working tree')
    .option('--json', 'print JSON')
    .action(async (from: string, to: string | undefined, { json = false }: { json?: boolean }) => {
      process.exitCode = await withDevelopmentDependencies(
        () => import('./run-diff.ts'),
        ({ runDiff }) => runDiff(root, processEnvironment(), { from, to: to ?? null, isJson: json }),
      );
    });
}

function addPublicationOptions(command: Command): Command {
  command
    .option('--by <name>', "who publishes; by default git's user")
    .option('--out <file>', "write the supergraph to a file, such as the gateway's SUPERGRAPH");
  return addVerdictOptions(command);
}

async function publishOptionsOf(flags: PublicationFlags, planning: Planning) {
  const verdict = { ...(await verdictOptionsOf(flags, processEnvironment())), ...planning };
  return { by: flags.by, out: flags.out, format: flags.format, verdict };
}
