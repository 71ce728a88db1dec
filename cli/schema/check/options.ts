import { type Command, Option } from 'commander';
import type { Environment } from '#platform/settings.ts';
import { type Format, formats } from '../report/formats.ts';
import { addTrafficOptions, type TrafficOptions } from '../traffic/options.ts';
import type { VerdictOptions } from './check-schema.ts';

/** The options that say what fails the check, and how it is reported. */
export interface VerdictFlags extends TrafficOptions {
  format: Format;
  failOn: 'breaking' | 'dangerous';
}

/** Adds the options that `VerdictFlags` has. */
export function addVerdictOptions(command: Command): Command {
  command
    .addOption(new Option('--format <format>', 'the form of the report').choices(formats).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'the least severity of a change that fails the check')
        .choices(['breaking', 'dangerous'])
        .default('breaking'),
    );
  return addTrafficOptions(command);
}

/** What the options mean for the verdict. */
export async function verdictOptionsOf(flags: VerdictFlags, environment: Environment): Promise<VerdictOptions> {
  // Imported here, because it loads composition, which the other commands of masar do not need.
  const { trafficReader } = await import('../traffic/traffic-reader.ts');
  return {
    failOnDangerous: flags.failOn === 'dangerous',
    readTraffic: flags.traffic ? trafficReader(environment, flags) : undefined,
  };
}
