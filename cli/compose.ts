import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { CompositionFailed, composeSupergraph, readSubgraphSchemas } from '../gateway/supergraph/compose.ts';
import { readIfPresent, replaceFile } from './files.ts';

const fileName = 'supergraph.graphql';

export interface WriteSupergraph {
  /** Compares with the committed file instead of writing it. */
  check: boolean;
  /** The project's root. */
  root?: string;
}

/**
 * Writes the composed supergraph, with the default URLs, to `supergraph.graphql`, or only compares it with that file. Returns the exit code:
 * 1 if the subgraphs do not compose or the compared file differs, otherwise 0.
 */
export async function writeSupergraph({ check, root = projectRoot }: WriteSupergraph): Promise<number> {
  const composed = await compose(root);
  if (composed === undefined) return 1;
  const file = path.join(root, fileName);
  if (!check) {
    await replaceFile(file, composed);
    console.log(`wrote ${fileName}`);
    return 0;
  }
  // A checkout on Windows may have changed the line endings.
  if ((await readIfPresent(file))?.replaceAll('\r\n', '\n') === composed) {
    console.log(`${fileName} is in step with subgraphs/*/schema.graphql`);
    return 0;
  }
  console.error(
    `${fileName} differs from what subgraphs/*/schema.graphql compose to: run \`npm run compose\` and commit it`,
  );
  return 1;
}

async function compose(root: string): Promise<string | undefined> {
  try {
    const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(root));
    return supergraphSdl.endsWith('\n') ? supergraphSdl : `${supergraphSdl}\n`;
  } catch (error) {
    if (!(error instanceof CompositionFailed)) throw error;
    console.error(error.message);
    return undefined;
  }
}
