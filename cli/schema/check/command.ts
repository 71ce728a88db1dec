import type { Command } from 'commander';
import { processEnvironment, projectRoot } from '#platform/settings.ts';
import { exitingWith2 } from '../../exiting-with-2.ts';
import { versionReader } from '../versions/version-source.ts';
import { withDevelopmentDependencies } from '../with-development-dependencies.ts';
import { addVerdictOptions, type VerdictFlags, verdictOptionsOf } from './options.ts';

/**
 * `masar schema check`. Sets the exit code: 0 if all is fine; 1 for a change that fails the check, an invalid client operation, a stale
 * approval, or schemas that do not compose; 2 if the check could not run, for example because of a wrong option.
 */
export function schemaCheckCommand(root: string = projectRoot): Command {
  const command = exitingWith2('check')
    .description('compare the schema with another state of it, and check the operations in clients/ against it')
    .requiredOption(
      '--base <base>',
      'what to compare with: a commit (branch, tag or hash), file:PATH of a supergraph or a folder of schemas, version:N or version:latest',
    );
  return addVerdictOptions(command).action(async ({ base, ...flags }: VerdictFlags & { base: string }) => {
    const environment = processEnvironment();
    const readVersion = versionReader(environment);
    const options = { base, readVersion, ...(await verdictOptionsOf(flags, environment)) };
    process.exitCode = await withDevelopmentDependencies(
      () => import('./run.ts'),
      ({ runSchemaCheck }) => runSchemaCheck(root, options, flags.format),
    );
  });
}
