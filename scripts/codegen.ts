// Generates the types of each subgraph's resolvers and of the clients' operations, and the documents of the schema and of its codes. The
// files are committed; CI fails when they are out of step.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { projectRoot } from '#platform/settings.ts';
import { composeSupergraph, readSubgraphSchemas } from '../gateway/supergraph/compose.ts';
import { type SubgraphName, subgraphNames } from '../subgraphs/list.ts';
import { operationWork } from './codegen/operation-work.ts';
import { schemaCodes } from './codegen/schema-codes.ts';
import { schemaReference } from './codegen/schema-reference.ts';

const shared = { useTypeImports: true, enumsAsTypes: true, strictScalars: true };

/** Each subgraph maps its scalars and types in its `codegen.json`. */
async function resolverTypes(name: SubgraphName) {
  const folder = path.join('subgraphs', name);
  const own = JSON.parse(await readFile(path.join(projectRoot, folder, 'codegen.json'), 'utf8'));
  const contextType = `../context.ts#${name[0]?.toUpperCase()}${name.slice(1)}Context`;
  return [
    path.join(folder, 'generated/types.ts'),
    {
      schema: path.join(folder, 'schema.graphql'),
      plugins: ['typescript', './scripts/codegen/resolver-types.ts'],
      config: { ...shared, federation: true, contextType, ...own },
    },
  ] as const;
}

const federationScalars = [
  'join__FieldSet',
  'join__FieldValue',
  'join__DirectiveArguments',
  'join__ContextArgument',
  'link__Import',
  'requiresScopes__Scope',
  'federation__Scope',
  'federation__Policy',
  'policy__Policy',
];

const clientOperations = {
  schema: 'supergraph.graphql',
  documents: 'clients/**/*.graphql',
  plugins: ['typescript-operations'],
  config: {
    ...shared,
    skipTypename: true,
    scalars: {
      ...{ ID: 'string', DateTime: 'string', Date: 'string', Decimal: 'string', URL: 'string' },
      JSON: 'Record<string, unknown>',
      ...Object.fromEntries(federationScalars.map((name) => [name, 'string'])),
    },
  },
};

await generate(
  {
    cwd: projectRoot,
    overwrite: true,
    generates: {
      ...Object.fromEntries(await Promise.all(subgraphNames.map(resolverTypes))),
      'clients/generated/operations.ts': clientOperations,
    },
  },
  true,
);

const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(projectRoot));
const documents = path.join(projectRoot, 'docs/generated');
await mkdir(documents, { recursive: true });
await writeFile(path.join(documents, 'schema-reference.md'), schemaReference(supergraphSdl));
await writeFile(path.join(documents, 'schema-codes.md'), schemaCodes());
await writeFile(path.join(documents, 'client-operations.md'), await operationWork(supergraphSdl, projectRoot));
