import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  type ValidationContext,
} from 'graphql';

/**
 * Refuses a nullable variable in a field of a `@oneOf` input (GraphQL specification, 5.8.5). graphql-js 16.15 does so only where the
 * input's type is not under a non-null or list type.
 */
export function oneOfVariablesRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: (operation) => {
      for (const { node, type, parentType } of context.getRecursiveVariableUsages(operation)) {
        const input = getNamedType(parentType);
        if (!isInputObjectType(input) || !input.isOneOf || input === parentType || isItem(type, parentType)) continue;
        const name = node.name.value;
        const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
        if (!definition || definition.type.kind === 'NonNullType') continue;
        const message = `Variable "$${name}" must be non-nullable to be used for OneOf Input Object "${input.name}".`;
        context.reportError(new GraphQLError(message, { nodes: [definition, node] }));
      }
    },
  };
}

type Position = GraphQLInputType | null | undefined;

/** Whether a position is that of an item in a list, not that of a field in an input. */
function isItem(type: Position, parent: Position): boolean {
  const list = getNullableType(parent);
  return isListType(list) && list.ofType === type;
}
