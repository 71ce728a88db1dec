import fs from 'node:fs';

/** The longest file of a secret, in bytes. */
const maxBytes = 65_536;

/** The settings that are secrets or, as URLs, may have a password. */
const secretName = /(?:^|_)(?:DATABASE_URL|REDIS_URL|SECRET|TOKEN)$/;

/** Returns whether a setting can be the content of a file, which the variable of its name and `_FILE` names. */
export const canBeFile = (name: string): boolean => secretName.test(name);

/** The variable with the path of the file that has a setting. */
export const fileVariable = <Name extends string>(name: Name): `${Name}_FILE` => `${name}_FILE`;

type Environment = Record<string, string | undefined>;

/** An environment whose secrets in files are read. */
export interface ReadSecrets {
  /** A secret from a file is in the variable of its setting. What is set for a faulty file stays as it is. */
  environment: Environment;
  /** What is wrong with the files, by the names of their settings. No fault has a path or a content: either may be the secret. */
  faults: ReadonlyMap<string, string>;
}

/** Reads the files of the settings of these names. One newline at the end of a file is no part of the secret. */
export function readSecretFiles(names: readonly string[], environment: Environment): ReadSecrets {
  const faults = new Map<string, string>();
  const read: Environment = {};
  for (const name of names.filter(canBeFile)) {
    const file = environment[fileVariable(name)];
    if (!file) continue;
    const secret = environment[name] ? { fault: `is set beside ${name}` } : readSecret(file);
    if ('fault' in secret) faults.set(name, `${fileVariable(name)}: ${secret.fault}`);
    else Object.assign(read, { [name]: secret.value, [fileVariable(name)]: undefined });
  }
  return { environment: { ...environment, ...read }, faults };
}

type Secret = { value: string } | { fault: string };

function readSecret(file: string): Secret {
  try {
    // A byte more than allowed, so that a large file is not read whole.
    const buffer = Buffer.alloc(maxBytes + 1);
    const descriptor = fs.openSync(file, 'r');
    let length = 0;
    try {
      for (let bytes = -1; bytes !== 0 && length < buffer.length; length += bytes) {
        bytes = fs.readSync(descriptor, buffer, length, buffer.length - length, null);
      }
    } finally {
      fs.closeSync(descriptor);
    }
    if (length > maxBytes) return { fault: `the file has more than ${maxBytes} bytes` };
    const value = buffer.toString('utf8', 0, length).replace(/\r?\n$/, '');
    return value === '' ? { fault: 'the file is empty' } : { value };
  } catch (error) {
    return { fault: `the file cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
