import type { VersionContent } from '../../../registry/versions/published-version.ts';
import type { Publishing } from './publish-version.ts';

/** What became of a publication, in one line: `published version 4: trips changed`. */
export function publishedLine(publishing: Exclude<Publishing, { outcome: 'refused' }>): string {
  if (publishing.outcome === 'unchanged')
    return `nothing to publish: the schemas are those of version ${publishing.version.number}`;
  const { version, before } = publishing;
  const restored = version.restoredVersion === null ? '' : `, with the schemas of version ${version.restoredVersion}`;
  return `published version ${version.number}${restored}: ${subgraphChanges(before, version)}`;
}

type Subgraphs = Pick<VersionContent, 'subgraphs'>;

/** Which subgraphs differ between two versions, such as `trips changed, reviews added`. */
export function subgraphChanges(before: Subgraphs | null, after: Subgraphs): string {
  const earlier = new Map(before?.subgraphs.map((each) => [each.name, each]));
  const changes = after.subgraphs.flatMap(({ name, url, typeDefs }) => {
    const known = earlier.get(name);
    if (!known) return [`${name} added`];
    return known.url === url && known.typeDefs === typeDefs ? [] : [`${name} changed`];
  });
  const names = new Set(after.subgraphs.map(({ name }) => name));
  const removed = [...earlier.keys()].filter((name) => !names.has(name)).map((name) => `${name} removed`);
  return [...changes, ...removed].join(', ') || 'no subgraph changed';
}
