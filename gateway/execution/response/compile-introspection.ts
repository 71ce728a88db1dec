import {
  __InputValue,
  type ExecutionArgs,
  type ExecutionResult,
  executeSync,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLInputField,
  Kind,
  OperationTypeNode,
  print,
  visit,
} from 'graphql';
import type { SettledOperation } from '../../graphql/collect-fields.ts';
import { usedDocument } from '../../graphql/operation-parts.ts';

/** Returns the value of a `__schema` or `__type` field for the client's variables. */
export type Introspect = (variables: Readonly<Record<string, unknown>>) => unknown;

/** Compiles an introspection field, which graphql-js executes. A field without variables is executed once for all requests. */
export function compileIntrospection(settled: SettledOperation, key: string, nodes: readonly FieldNode[]): Introspect {
  const { schema, operation, fragments } = settled;
  const unbound = usedDocument({
    operation: {
      kind: Kind.OPERATION_DEFINITION,
      operation: OperationTypeNode.QUERY,
      selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
    },
    fragments,
  });
  const used = new Set<string>();
  visit(unbound, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions =
    operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? [];
  const definitions = unbound.definitions.map((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? { ...each, variableDefinitions } : each,
  );
  const document = { ...unbound, definitions };
  const introspect: Introspect = (variableValues) => {
    const { data, errors } = executeWithLiterals({ schema, document, variableValues });
    if (errors?.[0]) throw errors[0];
    return data?.[key];
  };
  if (variableDefinitions.length > 0) return introspect;
  let result: { value: unknown } | undefined;
  return (variables) => {
    result ??= { value: introspect(variables) };
    return result.value;
  };
}

/**
 * Executes an introspection query, whose default values are those of the AST nodes. graphql-js 16 makes them from JavaScript values, which
 * changes the digits of numbers, and fails for objects in custom scalars; 17 does as here. The change to its shared type lasts as long as
 * this synchronous call.
 */
function executeWithLiterals(args: ExecutionArgs): ExecutionResult {
  const field = __InputValue.getFields().defaultValue;
  if (!field) throw new Error('graphql-js has no __InputValue.defaultValue');
  const { resolve } = field;
  field.resolve = (value: GraphQLArgument | GraphQLInputField, ...rest) =>
    value.astNode?.defaultValue ? print(value.astNode.defaultValue) : resolve?.(value, ...rest);
  try {
    return executeSync(args);
  } finally {
    field.resolve = resolve;
  }
}
