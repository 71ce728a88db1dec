import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  getNamedType,
  isCompositeType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type SettledOperation } from '../../graphql/collect-fields.ts';
import { isJsonObject, type JsonObject, own } from '../../graphql/json-object.ts';
import type { CoercedVariables } from './cost-program.ts';
import { withinBounds } from './cost-program.ts';
import { type CostSchema, fieldCost, introspectionCost } from './field-costs.ts';

/** The cost of the data that the subgraphs have sent, with the values of the variables. */
export type ResponseCost = (data: JsonObject, variables: CoercedVariables) => number;

interface MeasuredOperation extends Omit<SettledOperation, 'schema'> {
  /** The response key under which the subgraphs answer a field. */
  keyOf: (field: FieldNode) => string;
}

/**
 * Compiles how the cost of a response is counted, by the same weights as the estimate: of each field that has a value, and for the items and
 * types that there are. A type is compiled when its first object comes.
 */
export function compileResponseCost(costs: CostSchema, operation: MeasuredOperation): ResponseCost {
  const settled: Operation = { ...operation, costs, schema: costs.schema };
  const root = costs.schema.getRootType(operation.operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation.operation}`);
  let measure: Measure | undefined;
  return (data, variables) => {
    measure ??= ofObject(settled, root, [operation.operation.selectionSet]);
    return withinBounds(measure(data, variables));
  };
}

type Operation = MeasuredOperation & SettledOperation & { costs: CostSchema };
type Measure = (value: unknown, variables: CoercedVariables) => number;

function ofObject(operation: Operation, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Measure {
  const weight = withinBounds(operation.costs.weights.weight(type.name) ?? 0);
  const fields = [...collectFields(operation, type, sets).values()].flatMap((nodes) => ofField(operation, type, nodes));
  return (value, variables) => {
    if (!isJsonObject(value)) return 0;
    let sum = weight;
    for (const { from, isFixed, cost, measure } of fields) {
      const inner = own(value, from);
      if (inner === undefined && !isFixed) continue;
      sum += typeof cost === 'number' ? cost : cost(variables);
      if (measure) sum += measure(inner, variables);
    }
    return sum;
  };
}

interface MeasuredField {
  from: string;
  /** Whether it costs the same whatever the subgraphs have sent. */
  isFixed: boolean;
  cost: number | ((variables: CoercedVariables) => number);
  measure: Measure | null;
}

function ofField(operation: Operation, type: GraphQLObjectType, nodes: readonly FieldNode[]): MeasuredField[] {
  const [node] = nodes;
  if (!node || node.name.value === '__typename') return [];
  const from = operation.keyOf(node);
  if (node.name.value.startsWith('__')) return [{ from, isFixed: true, cost: introspectionCost, measure: null }];
  const field = type.getFields()[node.name.value];
  if (!field) return [];
  const { costs } = operation;
  const named = getNamedType(field.type);
  const cost = fieldCost(costs, type, field, node);
  if (isCompositeType(named)) {
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return [{ from, isFixed: false, cost, measure: ofItems(ofComposite(operation, named, sets)) }];
  }
  const weight = withinBounds(costs.weights.weight(named.name) ?? 0);
  if (weight === 0 && cost === 0) return [];
  return [{ from, isFixed: false, cost, measure: weight === 0 ? null : ofItems(() => weight) }];
}

function ofItems(measure: Measure): Measure {
  const ofEach: Measure = (value, variables) => {
    if (value === null || value === undefined) return 0;
    if (!Array.isArray(value)) return measure(value, variables);
    let sum = 0;
    for (const item of value) sum += ofEach(item, variables);
    return sum;
  };
  return ofEach;
}

/** An object whose type no subgraph has sent counts as the most expensive one. */
function ofComposite(operation: Operation, type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Measure {
  const { schema } = operation;
  if (isObjectType(type)) {
    let measure: Measure | undefined;
    return (value, variables) => {
      measure ??= ofObject(operation, type, sets);
      return measure(value, variables);
    };
  }
  const byType = new Map<string, Measure>();
  const measureOf = (possible: GraphQLObjectType): Measure => {
    const measure = byType.get(possible.name) ?? ofObject(operation, possible, sets);
    byType.set(possible.name, measure);
    return measure;
  };
  return (value, variables) => {
    const typename = isJsonObject(value) ? value.__typename : undefined;
    const runtime = typeof typename === 'string' ? schema.getType(typename) : undefined;
    if (isObjectType(runtime)) return measureOf(runtime)(value, variables);
    return Math.max(0, ...schema.getPossibleTypes(type).map((each) => measureOf(each)(value, variables)));
  };
}
