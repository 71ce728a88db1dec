import { Command } from 'commander';
import { projectRoot } from '#platform/settings.ts';

/**
 * `masar schema check`. Sets the exit code: 0 if all is fine; 1 for a breaking change, an invalid client operation or schemas that do not
 * compose; 2 if the check could not run, for example because of a wrong option.
 */
export function schemaCheckCommand(root: string = projectRoot): Command {
  return new Command('check')
    .description('compare the API schema with that of a commit, and validate the operations in clients/')
    .requiredOption('--base <ref>', 'the commit to compare with: a branch, a tag or a hash')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async ({ base }: { base: string }) => {
      // Imported here, because it needs a development dependency that a production install does not have.
      const { runSchemaCheck } = await import('./run.ts');
      process.exitCode = await runSchemaCheck(root, base);
    });
}
