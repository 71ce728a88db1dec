import { executeSync, type FieldNode, Kind, OperationTypeNode, visit } from 'graphql';
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
    const { data, errors } = executeSync({ schema, document, variableValues });
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
