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

/** A supergraph in which no specification links executable directives, and the directives that one did. */
export interface ExecutableDirectives {
  supergraph: DocumentNode;
  directives: ReadonlyMap<string, DirectiveDefinitionNode>;
}

/**
 * Patches a fault in how Apollo's federation (2.14) makes the API schema: it removes every directive that subgraphs link from a
 * specification of their own with `@composeDirective`, also a directive for operations, so that validation refuses it. The result
 * has no link to specifications of executable directives. It can go when `gateway/audit/executable-directives.test.ts` passes without it.
 */
export function unlinkExecutableDirectives(supergraph: DocumentNode): ExecutableDirectives {
  const defined = new Map(
    supergraph.definitions.flatMap((each) =>
      each.kind === Kind.DIRECTIVE_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const directives = new Map<string, DirectiveDefinitionNode>();
  const isKept = (link: DirectiveNode): boolean => {
    const imported = importedBy(link).map((name) => defined.get(name));
    if (imported.length === 0 || !imported.every((each) => each && isExecutable(each))) return true;
    for (const each of imported) if (each) directives.set(each.name.value, each);
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

/** Adds the default values of these directives' arguments to an operation, because a subgraph may define no default. */
export function addDefaultArguments(
  parts: OperationParts,
  directives: ExecutableDirectives['directives'],
): OperationParts {
  if (directives.size === 0) return parts;
  const document = visit(usedDocument(parts), {
    Directive: (directive) => {
      const present = directive.arguments ?? [];
      const added = (directives.get(directive.name.value)?.arguments ?? []).flatMap(
        ({ name, defaultValue }): ArgumentNode[] =>
          defaultValue && !argumentOf(directive, name.value)
            ? [{ kind: Kind.ARGUMENT, name, value: defaultValue }]
            : [],
      );
      return added.length > 0 ? { ...directive, arguments: [...present, ...added] } : undefined;
    },
  });
  return operationParts(document, undefined);
}

/** The names, in the supergraph, of the directives that a link imports. */
function importedBy(link: DirectiveNode): string[] {
  const imported = argumentOf(link, 'import');
  if (imported?.kind !== Kind.LIST) return [];
  return imported.values.flatMap((value) => {
    const fields = value.kind === Kind.OBJECT ? value.fields : [];
    const named = value.kind === Kind.STRING ? value : (fieldOf(fields, 'as') ?? fieldOf(fields, 'name'));
    return named?.kind === Kind.STRING && named.value.startsWith('@') ? [named.value.slice(1)] : [];
  });
}

function fieldOf(fields: readonly ObjectFieldNode[], field: string): ValueNode | undefined {
  return fields.find(({ name }) => name.value === field)?.value;
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
