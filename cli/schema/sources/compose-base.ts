import {
  CompositionFailed,
  type CompositionFault,
  composeSupergraph,
  type SubgraphSource,
} from '../../../gateway/supergraph/compose.ts';
import { CannotRun } from '../cannot-run.ts';

/**
 * Composes the subgraphs of a base. Composition requires their URLs, which no comparison reads.
 *
 * @throws CannotRun in one line when they do not compose.
 */
export function composeBase(label: string, subgraphs: readonly Omit<SubgraphSource, 'url'>[]): string {
  try {
    return composeSupergraph(subgraphs.map((each) => ({ ...each, url: `http://${each.name}.invalid/graphql` })))
      .supergraphSdl;
  } catch (cause) {
    if (!(cause instanceof CompositionFailed)) throw cause;
    const [first, ...others] = cause.faults;
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new CannotRun(
      `can't compare with ${label}, whose subgraphs do not compose: ${first ? inOneLine(first) : ''}${more}`,
      { cause },
    );
  }
}

function inOneLine({ code, message, places: [at] }: CompositionFault): string {
  const place = at ? `[${at.subgraph}:${at.line}:${at.column}] ` : '';
  return `${place}${code === undefined ? '' : `${code}: `}${message.replace(/\s+/g, ' ').trim()}`;
}
