import path from 'node:path';
import { CannotRun } from '../cannot-run.ts';
import { fileSource } from './file-source.ts';
import { gitSource } from './git-source.ts';
import type { EmptySource, SchemaSource } from './schema-source.ts';

/** Reads a published version. The command connects it to the registry. */
export type ReadVersion = (version: string) => Promise<SchemaSource>;

/**
 * Reads the base that `--base` names: `file:PATH`, relative to the working directory, `version:N`, or a commit. A ref of git contains no
 * colon.
 *
 * @throws CannotRun when there is none, or it does not compose.
 */
export async function baseSource(
  root: string,
  base: string,
  readVersion?: ReadVersion,
): Promise<SchemaSource | EmptySource> {
  const [, scheme, rest = ''] = /^(file|version):(.*)$/s.exec(base) ?? [];
  if (scheme === undefined) return gitSource(root, base);
  if (rest === '') throw new CannotRun(`--base ${scheme}: names nothing after the colon`);
  if (scheme === 'file') return fileSource(path.resolve(rest));
  if (!readVersion) throw new CannotRun('published versions cannot be read here');
  return readVersion(rest);
}
