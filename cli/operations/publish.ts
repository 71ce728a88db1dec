import { print } from 'graphql';
import { idOf, type ManifestOperation } from '../../gateway/admission/persisted/manifest.ts';
import { apiSchemaOf, composeSupergraph, readSubgraphSchemas } from '../../gateway/supergraph/compose.ts';
import {
  type ClientOperation,
  readClientOperations,
  validateOperations,
} from '../schema/operations/client-operations.ts';
import type { ManifestTarget, PublishMode } from './target.ts';

/** Publishes the operations in `clients/` below `root`, if all are valid. Prints the result and returns the exit code. */
export async function publishOperations(
  root: string,
  target: ManifestTarget | undefined,
  mode: PublishMode,
): Promise<0 | 1 | 2> {
  if (!target) {
    console.error('name the manifest: --to FILE, or --to redis with REDIS_URL, or PERSISTED_OPERATIONS_MANIFEST');
    return 2;
  }
  try {
    const { operations, faults: syntaxFaults } = await readClientOperations(root);
    const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(root));
    const faults = [...syntaxFaults, ...validateOperations(apiSchemaOf(supergraphSdl), operations)];
    for (const { file, line, operation, reason } of faults) console.error(`${file}:${line}  ${operation}  ${reason}`);
    if (faults.length > 0) return 1;
    const published = operations.map(manifestOperation);
    const added = await target.publish(published, mode);
    console.log(`published ${published.length} operations to ${target.name}, ${added} of them new`);
    return 0;
  } catch (error) {
    console.error('the operations could not be published:', (error as Error).message);
    return 2;
  }
}

/** The operation by the text that clients/connect.ts and codegen send. */
function manifestOperation({ name, document }: ClientOperation): ManifestOperation {
  const body = print(document);
  const [operation] = document.definitions;
  const type = operation?.kind === 'OperationDefinition' ? operation.operation : 'query';
  return { id: idOf(body), name, type, body };
}
