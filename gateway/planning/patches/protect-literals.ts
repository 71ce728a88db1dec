import type { FetchNode } from '@apollo/query-planner';
import {
  type GraphQLSchema,
  getNullableType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  parse,
  parseType,
  print,
  stripIgnoredCharacters,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';

/** An operation for the planner, with names in place of what it would change. */
export interface ProtectedOperation {
  parts: OperationParts;
  /** The client's variables, by the names that replace them. */
  clientVariables: ReadonlyMap<string, string>;
  /** Makes a fetch of the plan use the client's literals and default values as they were written. */
  restore(fetch: FetchNode): FetchNode;
}

/** The planner's own variables begin with these words, and so do ours. */
const isReserved = /^(representations|contextualArgument|literal__|client__)/;

/**
 * Patches two faults of Apollo's planner (2.14). It can go when `protect-literals.test.ts` passes without it:
 *
 * - It converts the literals of custom scalars, and the default values of variables, to JavaScript values and back: `1.10`, `1e400`, enum
 *   values in objects and integers above 2^53 change. Here a variable stands for each such literal while the operation is planned.
 * - It declares `$representations` and `$contextualArgument_1_0` in fetches although the client has variables of these names. Here the
 *   client's variables get other names.
 */
export function protectLiterals(parts: OperationParts, schema: GraphQLSchema): ProtectedOperation {
  const clientVariables = new Map<string, string>();
  const renamed = renameVariables(parts, clientVariables);
  const literals = new Map<string, { value: ValueNode; definition: VariableDefinitionNode }>();
  const names = new Map<string, string>();
  const typeInfo = new TypeInfo(schema);
  const replace = (value: ValueNode): VariableNode | undefined => {
    // At a list literal, the type information is already that of its items.
    const type = value.kind === Kind.LIST ? typeInfo.getParentInputType() : typeInfo.getInputType();
    if (!type || value.kind === Kind.VARIABLE || value.kind === Kind.NULL) return undefined;
    const scalar = getNullableType(type);
    if (!isScalarType(scalar) || isSpecifiedScalarType(scalar)) return undefined;
    const key = `${type} ${print(value)}`;
    const name = names.get(key) ?? `literal__${names.size}`;
    names.set(key, name);
    const variable: VariableNode = { kind: Kind.VARIABLE, name: nameNode(name) };
    const definition = { kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(String(type)) } as const;
    literals.set(name, { value, definition });
    return variable;
  };
  const document = visit(
    usedDocument(renamed),
    visitWithTypeInfo(typeInfo, {
      // A default value stays in the definition, which `restore` puts back.
      VariableDefinition: () => false,
      enter: (node) => (isValue(node) ? replace(node) : undefined),
    }),
  );
  const { operation, fragments } = operationParts(document, undefined);
  const definitions = new Map(
    (renamed.operation.variableDefinitions ?? []).map((each) => [each.variable.name.value, each]),
  );
  const planned: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [
      ...[...definitions.values()].map(withoutDefault),
      ...[...literals.values()].map(({ definition }) => definition),
    ],
  };
  const isUnchanged = literals.size === 0 && [...definitions.values()].every(({ defaultValue }) => !defaultValue);
  return {
    parts: { operation: planned, fragments },
    clientVariables,
    restore: (fetch) => (isUnchanged ? fetch : restoreFetch(fetch, literals, definitions)),
  };
}

/** A variable with a default value may stand where null is not allowed. */
function withoutDefault({ defaultValue, type, ...definition }: VariableDefinitionNode): VariableDefinitionNode {
  const isNullable = defaultValue === undefined || defaultValue.kind === Kind.NULL || type.kind === Kind.NON_NULL_TYPE;
  return { ...definition, type: isNullable ? type : { kind: Kind.NON_NULL_TYPE, type } };
}

function renameVariables(parts: OperationParts, clientVariables: Map<string, string>): OperationParts {
  const reserved = (parts.operation.variableDefinitions ?? [])
    .map(({ variable }) => variable.name.value)
    .filter((name) => isReserved.test(name));
  if (reserved.length === 0) return parts;
  const names = new Map(reserved.map((name, at) => [name, `client__${at}`]));
  for (const [client, name] of names) clientVariables.set(name, client);
  const document = visit(usedDocument(parts), {
    Variable: (variable) => {
      const name = names.get(variable.name.value);
      return name ? { ...variable, name: nameNode(name) } : undefined;
    },
  });
  return operationParts(document, undefined);
}

function restoreFetch(
  fetch: FetchNode,
  literals: ReadonlyMap<string, { value: ValueNode }>,
  definitions: ReadonlyMap<string, VariableDefinitionNode>,
): FetchNode {
  const usages = new Set(fetch.variableUsages ?? []);
  const used = new Set<string>();
  const document = visit(parse(fetch.operation, { noLocation: true }), {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      const value = literals.get(name.value)?.value;
      if (!value) return undefined;
      usages.delete(name.value);
      visit(value, { Variable: (inner) => void used.add(inner.name.value) });
      return value;
    },
  });
  for (const name of used) usages.add(name);
  const restored = visit(document, {
    OperationDefinition: (operation) => {
      const planned = (operation.variableDefinitions ?? []).filter(
        ({ variable }) => !literals.has(variable.name.value),
      );
      const missing = [...used].filter((name) => !planned.some(({ variable }) => variable.name.value === name));
      const variableDefinitions = [
        ...planned.map((each) => definitions.get(each.variable.name.value) ?? each),
        ...missing.flatMap((name) => definitions.get(name) ?? []),
      ];
      return { ...operation, variableDefinitions };
    },
  });
  return { ...fetch, operation: stripIgnoredCharacters(print(restored)), variableUsages: [...usages] };
}

const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });

const valueKinds: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

const isValue = (node: { kind: string }): node is ValueNode => valueKinds.has(node.kind);
