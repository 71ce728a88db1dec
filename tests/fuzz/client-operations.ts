import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildASTSchema,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
} from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { usedDocument } from '../../gateway/graphql/operation-parts.ts';
import { subgraphNames } from '../../subgraphs/list.ts';

export interface ClientOperation {
  definition: OperationDefinitionNode;
  /** The operation with the fragments that it uses. */
  text: string;
}

/** The operations of the platform's own clients. */
export function readClientOperations(): ClientOperation[] {
  const folder = path.join(projectRoot, 'clients');
  const definitions = globSync('**/*.graphql', { cwd: folder })
    .sort()
    .flatMap((file) => parse(readFileSync(path.join(folder, file), 'utf8')).definitions);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [{ definition, text: print(usedDocument({ operation: definition, fragments })) }]
      : [],
  );
}

/** The schemas of the subgraphs: between them they define every input type. */
export function readSubgraphSchemas(): GraphQLSchema[] {
  return subgraphNames.map((name) => {
    const sdl = readFileSync(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8');
    return buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });
  });
}
