import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../../whole-number.ts';
import { type ClientPattern, clientPattern } from './client-pattern.ts';
import type { UseThresholds } from './excuse.ts';

/** The options by which the traffic excuses breaking changes. */
export interface TrafficOptions {
  traffic?: boolean;
  days: number;
  minCount: number;
  minPercent: number;
  excludeClient: ClientPattern[];
}

/** The most days of traffic that a check reads: as many as the registry can have. */
export const maxDays = 3_650;

/** Adds `--traffic` and the options that belong to it, which are an error without it. */
export function addTrafficOptions(command: Command): Command {
  const clientOption = new Option(
    '--exclude-client <pattern>',
    'a client that does not count: its name, or name@version, with * for any text; may be repeated',
  )
    .default([], 'none')
    .argParser((text: string, patterns: ClientPattern[]) => [...patterns, clientPattern(text)]);
  return command
    .option('--traffic', 'let a breaking change pass that neither clients/ nor the counted traffic uses')
    .option('--days <n>', 'the days of traffic to read, today included', wholeNumber(1, maxDays), 30)
    .option('--min-count <n>', 'requests below which a use does not count', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--min-percent <p>', 'the share of all requests, in percent, below which a use does not count', percent, 0)
    .addOption(clientOption)
    .hook('preAction', refuseWithoutTraffic);
}

function refuseWithoutTraffic(command: Command): void {
  if (command.getOptionValue('traffic') === true) return;
  const option = command.options.find(
    (each) =>
      ['days', 'minCount', 'minPercent', 'excludeClient'].includes(each.attributeName()) &&
      command.getOptionValueSource(each.attributeName()) === 'cli',
  );
  if (option !== undefined) command.error(`error: option '${option.long}' has no effect without --traffic`);
}

/** The thresholds of the options. */
export const thresholdsOf = ({ minCount, minPercent, excludeClient }: TrafficOptions): UseThresholds => ({
  minCount,
  minPercent,
  excluded: excludeClient,
});

function percent(text: string): number {
  const value = /^\d{1,3}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('must be a number from 0 to 100');
}
