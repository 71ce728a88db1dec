import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
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
import { buildRefusalTree, type RefusalTree } from './refusal-tree.ts';
import type { RefusedField } from './refused-field.ts';

type Field = GraphQLField<unknown, unknown>;

/** An operation without its refused fields. */
export interface AdmittedOperation {
  /** The document to run: the client's own when no field was refused. */
  document: DocumentNode;
  /** The positions of the refusals in the result; null when no field was refused. */
  refusals: RefusalTree | null;
}

/**
 * Replaces the fields that the viewer may not see by placeholders before planning, so that no subgraph receives them. A placeholder
 * is a `__typename` with a unique alias: it shows where the result needs a null and an error, in lists and under type conditions too. A
 * field of an interface that the viewer may see of some types only is selected for each type.
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

  const admitField = (node: FieldNode, parent: GraphQLNamedType): SelectionNode[] => {
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!definition) return [node];
    const code = refusedBy(policy.ruleOf(parent.name, definition.name), viewer);
    if (!code) {
      if (!node.selectionSet) return [node];
      return [{ ...node, selectionSet: admitSelections(node.selectionSet, getNamedType(definition.type)) }];
    }
    // A field with selections is judged by the rules of all types together: copies of it for each would multiply at each level.
    const byType = node.selectionSet ? null : policy.rulesByType(parent.name, definition.name);
    if (!byType || !isInterfaceType(parent)) return [placeholderOf(node, definition, code)];
    return schema.getPossibleTypes(parent).map(({ name }) => {
      const refusal = refusedBy(byType.get(name) ?? null, viewer);
      return fragmentOn(name, refusal ? placeholderOf(node, definition, refusal) : node);
    });
  };

  const placeholderOf = (node: FieldNode, { type }: Field, code: RefusedField['code']): FieldNode => {
    const responseKey = (node.alias ?? node.name).value;
    prefix ??= unusedPrefix(document);
    const placeholder = `${prefix}${refused.size}_${responseKey}`;
    refused.set(placeholder, { responseKey, code, type });
    const alias = { kind: Kind.NAME, value: placeholder } as const;
    const name = { kind: Kind.NAME, value: '__typename' } as const;
    return { kind: Kind.FIELD, name, alias, ...(node.directives ? { directives: node.directives } : {}) };
  };

  const admitSelections = (selectionSet: SelectionSetNode, parent: GraphQLNamedType): SelectionSetNode => ({
    ...selectionSet,
    selections: selectionSet.selections.flatMap((selection): SelectionNode | SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return admitField(selection, parent);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      const type = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent;
      return { ...selection, selectionSet: admitSelections(selection.selectionSet, type ?? parent) };
    }),
  });

  const definitions = document.definitions.map((definition) => {
    const type =
      definition === operation
        ? schema.getRootType(operation.operation)
        : definition.kind === Kind.FRAGMENT_DEFINITION && schema.getType(definition.typeCondition.name.value);
    if (!type || !('selectionSet' in definition)) return definition;
    return { ...definition, selectionSet: admitSelections(definition.selectionSet, type) };
  });
  if (refused.size === 0) return { document, refusals: null };
  const admitted = withoutUnusedVariables({ ...document, definitions });
  return {
    document: admitted,
    refusals: buildRefusalTree(schema, admitted, operation.operation, operation.name?.value, refused),
  };
}

/** `... on TYPE { field }` */
const fragmentOn = (typeName: string, field: FieldNode): SelectionNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
  selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
});

/** Removes the variables that only refused fields used, so that their values need not be valid. */
function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.variableDefinitions) return definition;
    const variableDefinitions = definition.variableDefinitions.filter(({ variable }) => used.has(variable.name.value));
    return { ...definition, variableDefinitions };
  });
  return { ...document, definitions };
}

/** A prefix for placeholders that no alias of the document begins with. */
function unusedPrefix(document: DocumentNode): string {
  let prefix = 'refused_';
  const aliases: string[] = [];
  visit(document, { Field: ({ alias }) => void (alias && aliases.push(alias.value)) });
  while (aliases.some((alias) => alias.startsWith(prefix))) prefix = `_${prefix}`;
  return prefix;
}
