import { Command, Option } from 'commander';
import { processEnvironment, projectRoot } from '#platform/settings.ts';
import { type Format, formats } from '../report/formats.ts';
import { addTrafficOptions, type TrafficOptions } from '../traffic/options.ts';

interface CheckCommandOptions extends TrafficOptions {
  base: string;
  format: Format;
  failOn: 'breaking' | 'dangerous';
}

/**
 * `masar schema check`. Sets the exit code: 0 if all is fine; 1 for a change that fails the check, an invalid client operation, a stale
 * approval, or schemas that do not compose; 2 if the check could not run, for example because of a wrong option.
 */
export function schemaCheckCommand(root: string = projectRoot): Command {
  const command = new Command('check')
    .description('compare the schema with another state of it, and check the operations in clients/ against it')
    .requiredOption(
      '--base <base>',
      'what to compare with: a commit (branch, tag or hash), file:PATH of a supergraph or a folder of schemas, or version:N',
    )
    .addOption(new Option('--format <format>', 'the form of the report').choices(formats).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'the least severity of a change that fails the check')
        .choices(['breaking', 'dangerous'])
        .default('breaking'),
    );
  return addTrafficOptions(command)
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async ({ base, format, failOn, ...traffic }: CheckCommandOptions) => {
      // Imported here, because they need development dependencies that a production install does not have.
      const { runSchemaCheck } = await import('./run.ts');
      const { trafficReader } = await import('../traffic/traffic-reader.ts');
      const readTraffic = traffic.traffic ? trafficReader(processEnvironment(), traffic) : undefined;
      const options = { base, failOnDangerous: failOn === 'dangerous', readTraffic };
      process.exitCode = await runSchemaCheck(root, options, format);
    });
}
