import {
  type ArgumentNode,
  type DirectiveDefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectFieldNode,
  type SchemaDefinitionNode,
  type ValueNode,
  visit,
} from 'graphql';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { argumentOf } from '../join-directives.ts';

/** A supergraph whose directives for operations are the clients', and those of them that come of a specification of somebody's own. */
export interface WithExecutableDirectives {
  supergraph: DocumentNode;
  directives: ReadonlyMap<string, DirectiveDefinitionNode>;
}

/**
 * Mends a fault of the schema that clients are given: a directive for operations that subgraphs link to a specification of
 * their own (`@composeDirective`) is not in it, as if it were for types. In the result it is linked no more.
 */
export function withExecutableDirectives(supergraph: DocumentNode): WithExecutableDirectives {
  const defined = new Map(
    supergraph.definitions.flatMap((each) =>
      each.kind === Kind.DIRECTIVE_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const directives = new Map<string, DirectiveDefinitionNode>();
  const isKept = (link: DirectiveNode): boolean => {
    const own = importedBy(link).map((name) => defined.get(name));
    if (own.length === 0 || !own.every((each) => each && isExecutable(each))) return true;
    for (const each of own) if (each) directives.set(each.name.value, each);
    return false;
  };
  const unlinked = visit(supergraph, {
    SchemaDefinition: (schema): SchemaDefinitionNode => ({
      ...schema,
      directives: schema.directives?.filter((each) => each.name.value !== 'link' || isKept(each)) ?? [],
    }),
  });
  return directives.size > 0 ? { supergraph: unlinked, directives } : { supergraph, directives };
}

/** The operation with each argument that such a directive has by default: a subgraph may have no default for it. */
export function withDefaultArguments(
  parts: OperationParts,
  directives: WithExecutableDirectives['directives'],
): OperationParts {
  if (directives.size === 0) return parts;
  const document = visit(usedDocument(parts), {
    Directive: (directive) => {
      const given = directive.arguments ?? [];
      const added = (directives.get(directive.name.value)?.arguments ?? []).flatMap(
        ({ name, defaultValue }): ArgumentNode[] =>
          defaultValue && !argumentOf(directive, name.value)
            ? [{ kind: Kind.ARGUMENT, name, value: defaultValue }]
            : [],
      );
      return added.length > 0 ? { ...directive, arguments: [...given, ...added] } : undefined;
    },
  });
  return operationParts(document, undefined);
}

/** The names of the directives that a link imports, as the supergraph calls them. */
function importedBy(link: DirectiveNode): string[] {
  const imported = argumentOf(link, 'import');
  if (imported?.kind !== Kind.LIST) return [];
  return imported.values.flatMap((value) => {
    const fields = value.kind === Kind.OBJECT ? value.fields : [];
    const named = value.kind === Kind.STRING ? value : (fieldOf(fields, 'as') ?? fieldOf(fields, 'name'));
    return named?.kind === Kind.STRING && named.value.startsWith('@') ? [named.value.slice(1)] : [];
  });
}

function fieldOf(fields: readonly ObjectFieldNode[], wanted: string): ValueNode | undefined {
  return fields.find(({ name }) => name.value === wanted)?.value;
}

function isExecutable({ locations }: DirectiveDefinitionNode): boolean {
  return locations.every(({ value }) => executable.has(value));
}

const executable: ReadonlySet<string> = new Set([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
]);
