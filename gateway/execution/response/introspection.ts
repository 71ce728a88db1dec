import { executeSync, type FieldNode, Kind, OperationTypeNode, visit } from 'graphql';
import type { SettledOperation } from '../../graphql/collect-fields.ts';
import { usedDocument } from '../../graphql/operation-parts.ts';

/** What `__schema` or `__type` answers, by the client's variables. */
export type Introspect = (variables: Readonly<Record<string, unknown>>) => unknown;

/** Introspection of the schema that clients see, by graphql-js; once for all requests where it asks for no variable. */
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
  let known: { answer: unknown } | undefined;
  return (variables) => {
    known ??= { answer: introspect(variables) };
    return known.answer;
  };
}
