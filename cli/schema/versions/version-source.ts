import type { Environment } from '#platform/settings.ts';
import type { PublishedVersion } from '../../../registry/versions/published-version.ts';
import { readVersion } from '../../../registry/versions/read-versions.ts';
import { CannotRun } from '../cannot-run.ts';
import { withRegistry } from '../registry.ts';
import type { SchemaSource } from '../sources/schema-source.ts';

/** What a command says when it cannot read the published versions. */
export const readFailures = {
  failure: "can't read the published versions",
  withoutTables: 'no published versions yet',
};

const namedVersion = /^(?:version:)?(?:(\d{1,9})|latest)$/;

/**
 * Reads the version that a text names: a number, or `latest`.
 *
 * @throws CannotRun when it names none, or the registry cannot be read.
 */
export async function readNamedVersion(environment: Environment, name: string): Promise<PublishedVersion> {
  const match = namedVersion.exec(name);
  if (!match) throw new CannotRun(`"${name}" names no version: it is a number, or latest`);
  const number = match[1] === undefined ? null : Number(match[1]);
  const [version, newest] = await withRegistry(environment, readFailures, async (client) => {
    const found = await readVersion(client, number);
    return [found, found ?? (await readVersion(client))];
  });
  if (version) return version;
  throw new CannotRun(
    newest ? `there is no version ${number}: the newest is ${newest.number}` : 'no version has been published yet',
  );
}

/** Returns what reads the base `version:N` or `version:latest`. */
export function versionReader(environment: Environment): (name: string) => Promise<SchemaSource> {
  return async (name) => sourceOf(await readNamedVersion(environment, name));
}

/** A version to compare with. */
export function sourceOf({ number, supergraphSdl, approvals }: PublishedVersion): SchemaSource {
  return { label: `version ${number}`, supergraphSdl, approvals };
}
