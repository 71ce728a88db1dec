import { type Command, Option } from 'commander';
import { projectRoot } from '#platform/settings.ts';
import { exitingWith2 } from '../../exiting-with-2.ts';
import { withDevelopmentDependencies } from '../with-development-dependencies.ts';
import { type LintFormat, lintFormats } from './formats.ts';

interface LintCommandOptions {
  all?: true;
  base: string;
  format: LintFormat;
}

/**
 * `masar schema lint`. Sets the exit code: 0 if all is fine; 1 for a fault; 2 if the lint could not run, for example because of a wrong
 * option.
 */
export function schemaLintCommand(root: string = projectRoot): Command {
  return exitingWith2('lint')
    .description("lint what changed in the subgraphs' schemas")
    .addOption(
      new Option('--base <ref>', 'the commit since which it changed: a branch, a tag or a hash').default('HEAD'),
    )
    .addOption(new Option('--all', 'lint the whole schemas').conflicts('base'))
    .addOption(new Option('--format <format>', 'the form of the report').choices(lintFormats).default('text'))
    .action(async ({ all, base, format }: LintCommandOptions) => {
      process.exitCode = await withDevelopmentDependencies(
        () => import('./run.ts'),
        ({ runSchemaLint }) => runSchemaLint(root, all ? { all } : { base }, format),
      );
    });
}
