import type { FetchDataRewrite, FetchNode } from '@apollo/query-planner';
import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type NameNode,
  OperationTypeNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { conditionOf } from '../../graphql/type-conditions.ts';
import { mapFetches, type Plan } from '../query-plan/plan-nodes.ts';

/** A supergraph whose root types have their default names, and what translates from and to its own names. */
export interface DefaultRootTypes {
  supergraph: DocumentNode;
  toDefault(parts: OperationParts): OperationParts;
  fromDefault(plan: Plan): Plan;
}

/**
 * Patches a fault of Apollo's planner (2.14): in the subgraphs that it extracts from a supergraph only the types `Query`, `Mutation` and
 * `Subscription` are root types, so under other names it resolves nothing. It can go when `root-types.test.ts` passes without it.
 *
 * @throws Error when another type has the default name of a root type.
 */
export function defaultRootTypes(supergraph: DocumentNode): DefaultRootTypes {
  const names = renamedRoots(supergraph);
  if (names.size === 0) return { supergraph, toDefault: (parts) => parts, fromDefault: (plan) => plan };
  const clash = supergraph.definitions.find(
    (each) => isTypeDefinitionNode(each) && [...names.values()].includes(each.name.value),
  );
  if (clash && isTypeDefinitionNode(clash)) {
    throw new Error(`The supergraph has a type ${clash.name.value} that is not the root type of that name.`);
  }
  const own = new Map([...names].map(([name, byDefault]) => [byDefault, name]));
  return {
    supergraph: renameSupergraph(supergraph, names),
    toDefault: (parts) => operationParts(renameTypes(usedDocument(parts), names), undefined),
    fromDefault: (plan) => mapFetches(plan, (fetch) => renameFetch(fetch, own)),
  };
}

/** The default names of the root types that have others, by their names. */
function renamedRoots(supergraph: DocumentNode): Map<string, string> {
  const names = new Map<string, string>();
  for (const each of supergraph.definitions) {
    if (each.kind !== Kind.SCHEMA_DEFINITION && each.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of each.operationTypes ?? []) {
      const byDefault = defaultNames[operation];
      if (type.name.value !== byDefault) names.set(type.name.value, byDefault);
    }
  }
  return names;
}

const defaultNames: Record<OperationTypeNode, string> = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
};

type Names = ReadonlyMap<string, string>;

function renameSupergraph(supergraph: DocumentNode, names: Names): DocumentNode {
  const rename = renaming(names);
  const renamed = renameTypes(supergraph, names);
  return {
    ...renamed,
    definitions: renamed.definitions.map((each) =>
      isTypeDefinitionNode(each) || isTypeExtensionNode(each) ? { ...each, name: rename(each.name) } : each,
    ),
  };
}

/** Renames types where a document refers to them, in join directives too: `@join__field(graph: A, type: "RootQuery!")`. */
function renameTypes<Document extends DocumentNode>(document: Document, names: Names): Document {
  const rename = renaming(names);
  return visit(document, {
    NamedType: (type) => ({ ...type, name: rename(type.name) }),
    Directive: (directive): DirectiveNode | undefined =>
      directive.name.value.startsWith('join__')
        ? { ...directive, arguments: directive.arguments?.map((each) => renameArgument(each, names)) ?? [] }
        : undefined,
  });
}

function renameArgument({ name, value, ...argument }: ArgumentNode, names: Names): ArgumentNode {
  const isType = value.kind === Kind.STRING && (name.value === 'type' || name.value === 'member');
  if (!isType) return { ...argument, name, value };
  return {
    ...argument,
    name,
    value: { ...value, value: value.value.replace(/\w+/, (type) => names.get(type) ?? type) },
  };
}

const renaming =
  (names: Names) =>
  (name: NameNode): NameNode => ({ ...name, value: names.get(name.value) ?? name.value });

function renameFetch(fetch: FetchNode, names: Names): FetchNode {
  const operation = stripIgnoredCharacters(print(renameTypes(parse(fetch.operation, { noLocation: true }), names)));
  const { outputRewrites } = fetch;
  return {
    ...fetch,
    operation,
    ...(outputRewrites ? { outputRewrites: outputRewrites.map((each) => renameRewrite(each, names)) } : {}),
  };
}

function renameRewrite(rewrite: FetchDataRewrite, names: Names): FetchDataRewrite {
  const path = rewrite.path.map((step) => {
    const name = names.get(conditionOf(step) ?? '');
    return name === undefined ? step : `... on ${name}`;
  });
  if (rewrite.kind === 'KeyRenamer') return { ...rewrite, path };
  return { ...rewrite, path, setValueTo: names.get(rewrite.setValueTo) ?? rewrite.setValueTo };
}
