import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';
import { StartFault } from './run/start-fault.ts';
import { fileVariable, readSecretFiles } from './secret-files.ts';

/** The settings are invalid. The message has a line for each fault, with the variable's name. */
export class SettingsFault extends StartFault {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(
      `The settings have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n  ${faults.join('\n  ')}`,
    );
    this.name = 'SettingsFault';
    this.faults = faults;
  }
}

export type Environment = Record<string, string | undefined>;

/** Returns the faults in the combination of the variables that are set. */
export type SettingsRules = (set: Environment) => string[];

/**
 * Reads the variables of the schema. An empty variable counts as unset. A secret may be the content of a file: `NAME_FILE` has the path.
 *
 * @throws SettingsFault with every fault, those of the rules too, and never with a value: some are secrets.
 */
export function readSettings<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
  rules: SettingsRules = () => [],
): z.output<Schema> {
  const secrets = readSecretFiles(Object.keys(schema.shape), environment);
  const set = Object.fromEntries(
    Object.entries(secrets.environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(set, { reportInput: false });
  const issues = result.success ? [] : result.error.issues;
  const faults = [...issues.map(({ path: at, message }) => `${at.join('.') || 'settings'}: ${message}`), ...rules(set)]
    // A faulty file leaves its setting without a value, which is no fault of its own.
    .filter((fault) => !secrets.faults.has(fault.slice(0, fault.indexOf(':'))))
    .concat(...secrets.faults.values());
  if (result.success && faults.length === 0) return result.data;
  throw new SettingsFault(faults);
}

/**
 * The environment of this process, and the variables of `.env` at the project's root that it does not set. Secrets in files are read; those
 * of faulty files are left to `readSettings`, which reports them.
 */
export function processEnvironment(root: string = projectRoot): Environment {
  const file = path.join(root, '.env');
  if (existsSync(file)) loadEnvFile(file);
  const suffix = fileVariable('');
  const names = Object.keys(process.env).filter((name) => name.endsWith(suffix));
  return readSecretFiles(
    names.map((name) => name.slice(0, -suffix.length)),
    process.env,
  ).environment;
}

/** The folder of package.json. */
export const projectRoot = path.resolve(import.meta.dirname, '..');

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

/** The kinds of settings. */
export const setting = {
  port: () => whole(1, 65_535),
  whole,
  flag: () => z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true'),
  oneOf: <const Values extends readonly [string, ...string[]]>(values: Values) =>
    z.enum(values, `must be one of ${values.join(', ')}`),
  text: () => z.string(),
  url: (...protocols: string[]) =>
    z.string().refine(
      (value) => {
        return URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1));
      },
      `must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    ),
  urls: (...protocols: string[]) =>
    z
      .string()
      .refine(
        (value) =>
          value.split(',').every((url) => URL.canParse(url) && protocols.includes(new URL(url).protocol.slice(0, -1))),
        `must be URLs, separated by commas, that begin with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
      ),
  /** Some of these names, separated by commas. */
  someOf: (...names: string[]) =>
    setting
      .list()
      .refine(
        (list) => list.every((name) => names.includes(name)),
        `must be names, separated by commas, of ${names.join(', ')}`,
      ),
  list: () =>
    z.string().transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    ),
} as const;
