import type { VersionSummary } from '../../../registry/versions/published-version.ts';

/** The version of the shape of the JSON. It changes when something is removed or changes its meaning. */
const listJsonVersion = 1;

/** The versions as JSON. docs/schema.md describes its shape, in which fields may be added. */
export function versionsAsJson(versions: readonly VersionSummary[]): string {
  return JSON.stringify({ version: listJsonVersion, versions }, null, 2);
}

const hashLength = 12;

/** The versions as a table for people, newest first. */
export function versionsAsTable(versions: readonly VersionSummary[]): string[] {
  if (versions.length === 0) return ['No version has been published.'];
  const rows = [['VERSION', 'PUBLISHED', 'BY', 'COMMIT', 'CHANGES'], ...versions.map(cells)];
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, at) => Math.max(all[at] ?? 0, cell.length)), []);
  const oldest = versions.at(-1)?.number ?? 1;
  return [
    ...rows.map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    ...(oldest > 1 ? [`Earlier versions: --before ${oldest}`] : []),
  ];
}

function cells(version: VersionSummary): string[] {
  const { number, publishedAt, publishedBy, commit, isDirty } = version;
  return [
    String(number),
    publishedAt
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z/, 'Z'),
    publishedBy,
    commit === null ? '-' : `${commit.slice(0, hashLength)}${isDirty ? ' (changed)' : ''}`,
    changesOf(version),
  ];
}

function changesOf({ number, subgraphs, removed, restoredVersion, isForced }: VersionSummary): string {
  const changed = subgraphs.filter(({ changedIn }) => changedIn === number).map(({ name }) => name);
  return [
    [...changed, ...removed.map((name) => `${name} removed`)].join(', ') || 'none in a subgraph',
    ...(restoredVersion === null ? [] : [`restores version ${restoredVersion}`]),
    ...(isForced ? ['forced'] : []),
  ].join('; ');
}
