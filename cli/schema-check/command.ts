import { Command } from 'commander';
import { projectRoot } from '#platform/settings.ts';

/**
 * `check --base REF`, to stand under `masar schema`. Sets the exit code: 0 fine, 1 a breaking change, an invalid client operation or
 * schemas that do not compose, 2 the check could not be made (a wrong option, too).
 */
export function schemaCheckCommand(root: string = projectRoot): Command {
  return new Command('check')
    .description('compare the schema that clients see with that of a commit, and hold it to the operations in clients/')
    .requiredOption('--base <ref>', 'the commit to compare with: a branch, a tag or a hash')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async ({ base }: { base: string }) => {
      // Not at the top: the comparing library is a development dependency, and a production install has the other commands.
      const { runSchemaCheck } = await import('./run.ts');
      process.exitCode = await runSchemaCheck(root, base);
    });
}
