import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';

/** The settings of a postgresql.conf, whose path is relative to the project. */
export function settingsIn(file: string): Record<string, string> {
  const text = readFileSync(path.join(projectRoot, file), 'utf8');
  return Object.fromEntries(
    [...text.matchAll(/^([\w.]+) = '?([^'#\n]*?)'?$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}
