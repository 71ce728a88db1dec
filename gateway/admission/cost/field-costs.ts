import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
} from 'graphql';
import type { ArgumentCost, InputCosts } from './argument-costs.ts';
import { type CoercedVariables, withinBounds } from './cost-program.ts';
import type { CostWeights } from './cost-weights.ts';
import type { ListSizing } from './list-sizes.ts';

export type Weights = Pick<CostWeights, 'weight' | 'listSize' | 'requiresSlicing'>;

/** What costs are compiled with: the same for all operations of a supergraph. */
export interface CostSchema {
  /** The schema with every subgraph's types and fields. */
  schema: GraphQLSchema;
  weights: Weights;
  inputs: InputCosts;
  sizing: ListSizing;
}

/** A field of a mutation weighs this by default, as with Apollo. */
export const mutationWeight = 10;

/** Introspection is answered by the gateway, at this cost whatever it selects. */
export const introspectionCost = 10;

/** Compiles the weight of a field with its arguments, which may lower it, but not below 0. It is a number where no variable matters. */
export function fieldCost(
  { schema, weights, inputs }: CostSchema,
  type: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): number | ((variables: CoercedVariables) => number) {
  const coordinate = `${type.name}.${field.name}`;
  let known = weights.weight(coordinate) ?? defaultWeight(field.type, type === schema.getMutationType());
  const computed: ArgumentCost[] = [];
  for (const { name, value } of node.arguments ?? []) {
    const argument = field.args.find((each) => each.name === name.value);
    const cost = argument ? inputs.ofArgument(coordinate, argument, value) : 0;
    if (typeof cost === 'number') known += cost;
    else computed.push(cost);
  }
  if (computed.length === 0) return withinBounds(known);
  return (variables) => {
    let sum = known;
    for (const cost of computed) sum += cost(variables);
    return withinBounds(sum);
  };
}

function defaultWeight(type: GraphQLOutputType, isMutation: boolean): number {
  if (isMutation) return mutationWeight;
  return isCompositeType(getNamedType(type)) ? 1 : 0;
}
