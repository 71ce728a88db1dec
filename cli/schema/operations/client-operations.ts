import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  Source,
  validate,
  visit,
} from 'graphql';
import { orCannotRun } from '../cannot-run.ts';
import { clientRoles } from '../changes/access/viewing.ts';
import { rolesOf } from './operation-roles.ts';

/** An operation of a client, with the fragments that it uses from any file. */
export interface ClientOperation {
  name: string;
  /** Relative to the root of the project, with forward slashes. */
  file: string;
  document: DocumentNode;
  /** The roles that run it, from a comment `# roles:` above it; without one, every role. */
  roles: readonly string[];
}

/** The reason why an operation is at fault. The place is that of the fault, which may be a fragment in another file. */
export interface OperationFault {
  operation: string;
  file: string;
  line: number;
  column: number;
  reason: string;
}

export interface ClientOperations {
  operations: ClientOperation[];
  /** The fragments of all files. A duplicate name occurs twice. */
  fragments: FragmentDefinitionNode[];
  /** The syntax errors, and the faults of comments `# roles:`. */
  faults: OperationFault[];
}

/** Reads the operations in `clients/**` below `root`, in the order of the file names. */
export async function readClientOperations(root: string): Promise<ClientOperations> {
  const documents: DocumentNode[] = [];
  const faults: OperationFault[] = [];
  for (const file of await graphqlFiles(root)) {
    const text = await orCannotRun(`can't read ${file}`, () => readFile(path.join(root, file), 'utf8'));
    try {
      documents.push(parse(new Source(text, file)));
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      faults.push(faultOf(error, '(unreadable)', file));
    }
  }
  const roles = new Map<ASTNode, readonly string[]>();
  for (const document of documents) {
    const found = rolesOf(document);
    for (const [node, names] of found.of) roles.set(node, names);
    const file = document.loc?.source.name ?? '';
    faults.push(...found.faults.map((fault) => ({ operation: '(roles)', file, ...fault })));
  }
  const definitions = documents.flatMap((document) => document.definitions);
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const operations = definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ({
      name: operation.name?.value ?? '(unnamed)',
      file: operation.loc?.source.name ?? '',
      document: documentOf(operation, fragments),
      roles: roles.get(operation) ?? clientRoles,
    }));
  return { operations, fragments, faults };
}

/** Returns the reasons why the operations are invalid against the schema. */
export function validateOperations(schema: GraphQLSchema, operations: readonly ClientOperation[]): OperationFault[] {
  return operations.flatMap(({ name, file, document }) =>
    validate(schema, document).map((error) => faultOf(error, name, file)),
  );
}

async function graphqlFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob('clients/**/*.graphql', { cwd: root })) files.push(file.split(path.sep).join('/'));
  return files.sort();
}

function documentOf(operation: OperationDefinitionNode, fragments: readonly FragmentDefinitionNode[]): DocumentNode {
  const used = new Set<string>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        if (used.has(name.value)) return;
        used.add(name.value);
        for (const fragment of fragments) if (fragment.name.value === name.value) follow(fragment);
      },
    });
  };
  follow(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...fragments.filter(({ name }) => used.has(name.value))] };
}

function faultOf(error: GraphQLError, operation: string, file: string): OperationFault {
  const loc = error.nodes?.[0]?.loc;
  const { line, column } = loc?.startToken ?? error.locations?.[0] ?? { line: 1, column: 1 };
  return { operation, file: loc?.source.name ?? error.source?.name ?? file, line, column, reason: error.message };
}
