import {
  type DirectiveNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  valueFromASTUntyped,
} from 'graphql';
import { messageOf } from '#platform/errors/messages.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { SubgraphResponse, TransportFailure } from './subgraph-transport.ts';

type Values = Record<string, unknown>;

/** An error at each field that was asked of a subgraph: of each entity, by its type, or of the root. */
export function noAnswer(
  subgraph: string,
  code: TransportFailure['code'],
  query: string,
  variables: Values | undefined,
  scope: RequestScope,
): NonNullable<SubgraphResponse['errors']> {
  const message = messageOf(code, { subgraph }, scope.language);
  const operation = operationOf(query);
  const values = { ...defaultsOf(operation), ...variables };
  const root = fieldsOf(operation.selectionSet.selections, values);
  const representations = variables?.representations;
  const paths = Array.isArray(representations)
    ? representations.flatMap((each, at) => entityKeys(root, each, values).map((key) => ['_entities', at, key]))
    : root.map((field) => [keyOf(field)]);
  return paths.map((path) => ({ message, path, extensions: { code, subgraph } }));
}

function operationOf(query: string): OperationDefinitionNode {
  const found = parse(query, { noLocation: true }).definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!found) throw new Error('a fetch without an operation');
  return found;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Values {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}

/** The fields that are asked for of an entity. The planner's own fragments are inline, each for one type of entity. */
function entityKeys(root: readonly FieldNode[], representation: unknown, values: Values): string[] {
  const selections = root.find(({ name }) => name.value === '_entities')?.selectionSet?.selections ?? [];
  const { __typename: type } = representation as { __typename?: unknown };
  const ofType = selections.filter(
    (each) => each.kind === Kind.INLINE_FRAGMENT && each.typeCondition?.name.value === type,
  );
  const keys = fieldsOf(ofType.length > 0 ? ofType : selections, values).map(keyOf);
  return [...new Set(keys)].filter((key) => key !== '__typename');
}

function fieldsOf(selections: readonly SelectionNode[], values: Values): FieldNode[] {
  return selections.flatMap((each) => {
    if (isLeftOut(each.directives ?? [], values)) return [];
    if (each.kind === Kind.FIELD) return [each];
    return each.kind === Kind.INLINE_FRAGMENT ? fieldsOf(each.selectionSet.selections, values) : [];
  });
}

function isLeftOut(directives: readonly DirectiveNode[], values: Values): boolean {
  return directives.some(({ name, arguments: [condition] = [] }) => {
    const leaves = { skip: true, include: false }[name.value];
    return leaves !== undefined && condition && valueFromASTUntyped(condition.value, values) === leaves;
  });
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;
