import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Viewer } from '#contract/viewer.ts';
import { refusedBy } from '#platform/security/auth-directives.ts';
import type { AuthPolicy } from './auth-policy.ts';
import { type RefusalTree, refusalTree } from './refusal-tree.ts';
import type { RefusedField } from './refused-field.ts';

/** An operation without what the viewer may not see. */
export interface AdmittedOperation {
  /** The document to run: the same one where nothing was refused, else without the variables that only refused fields had. */
  document: DocumentNode;
  /** Where in an answer the refusals belong; null where nothing was refused. */
  refusals: RefusalTree | null;
}

/**
 * Takes the fields that the viewer may not see out of an operation, before it is planned: no subgraph is asked for them,
 * and an operation of nothing else asks nobody at all. In the place of each stands a `__typename` under a name of its own,
 * so that an answer shows where the nulls and the errors go, in lists and under type conditions alike.
 */
export function refuseFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  policy: AuthPolicy,
  viewer: Viewer | null,
): AdmittedOperation {
  const refused = new Map<string, RefusedField>();
  let prefix: string | undefined;

  const field = (node: FieldNode, parent: GraphQLNamedType): FieldNode => {
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!definition) return node;
    const code = refusedBy(policy.ruleOf(parent.name, definition.name), viewer);
    if (!code) {
      return node.selectionSet
        ? { ...node, selectionSet: selections(node.selectionSet, getNamedType(definition.type)) }
        : node;
    }
    const responseKey = (node.alias ?? node.name).value;
    prefix ??= unusedPrefix(document);
    const standIn = `${prefix}${refused.size}_${responseKey}`;
    refused.set(standIn, { responseKey, code, type: definition.type });
    const alias = { kind: Kind.NAME, value: standIn } as const;
    const name = { kind: Kind.NAME, value: '__typename' } as const;
    return { kind: Kind.FIELD, name, alias, ...(node.directives ? { directives: node.directives } : {}) };
  };

  const selections = (set: SelectionSetNode, parent: GraphQLNamedType): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection): SelectionNode => {
      if (selection.kind === Kind.FIELD) return field(selection, parent);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      const type = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent;
      return { ...selection, selectionSet: selections(selection.selectionSet, type ?? parent) };
    }),
  });

  const definitions = document.definitions.map((definition) => {
    const type =
      definition === operation
        ? schema.getRootType(operation.operation)
        : definition.kind === Kind.FRAGMENT_DEFINITION && schema.getType(definition.typeCondition.name.value);
    if (!type || !('selectionSet' in definition)) return definition;
    return { ...definition, selectionSet: selections(definition.selectionSet, type) };
  });
  if (refused.size === 0) return { document, refusals: null };
  const admitted = withoutUnusedVariables({ ...document, definitions });
  return {
    document: admitted,
    refusals: refusalTree(schema, admitted, operation.operation, operation.name?.value, refused),
  };
}

/** The variables of what was refused went with it: their values matter no more. */
function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.variableDefinitions) return definition;
    const kept = definition.variableDefinitions.filter(({ variable }) => used.has(variable.name.value));
    return { ...definition, variableDefinitions: kept };
  });
  return { ...document, definitions };
}

/** The stand-ins begin as no alias of the client's does. */
function unusedPrefix(document: DocumentNode): string {
  let prefix = 'refused_';
  const aliases: string[] = [];
  visit(document, { Field: ({ alias }) => void (alias && aliases.push(alias.value)) });
  while (aliases.some((alias) => alias.startsWith(prefix))) prefix = `_${prefix}`;
  return prefix;
}
