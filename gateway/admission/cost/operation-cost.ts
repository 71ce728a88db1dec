import type { Supergraph } from '@apollo/federation-internals';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { OperationParts } from '../../graphql/operation-parts.ts';
import { InputCosts } from './argument-costs.ts';
import { CostCompiler } from './cost-compiler.ts';
import { type CoercedVariables, CostProgram } from './cost-program.ts';
import { CostWeights } from './cost-weights.ts';
import type { CostSchema } from './field-costs.ts';
import type { ListSizing } from './list-sizes.ts';

/** The cost of an operation, compiled once for all its requests. */
export interface OperationCost {
  /** An upper bound of the cost, if no list is longer than the schema says. It is a safe integer, neither negative nor infinite. */
  estimate(variables: CoercedVariables): number;
  /** The error of an operation that selects a field without exactly one of its slicing arguments, although the schema requires one. */
  violation(variables: CoercedVariables): GraphQLError | null;
}

export function costSchema(supergraph: Supergraph, schema: GraphQLSchema, sizing: ListSizing): CostSchema {
  const weights = new CostWeights(supergraph);
  return { schema, weights, inputs: new InputCosts(weights), sizing };
}

/**
 * Compiles the cost of an operation. Takes time in proportion to its fields and their possible types.
 *
 * @throws Refusal OPERATION_TOO_LARGE when these are too many.
 */
export function compileOperationCost(costs: CostSchema, { operation, fragments }: OperationParts): OperationCost {
  const root = costs.schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  const compile = (isStrict: boolean) => {
    const program = new CostProgram();
    const compiler = new CostCompiler({ ...costs, program, fragments, isStrict });
    const cost = compiler.selections(root, [operation.selectionSet]);
    return (variables: CoercedVariables): number => program.run(cost, variables);
  };
  const strict = costs.weights.requiresSlicing ? compile(true) : null;
  return {
    estimate: compile(false),
    violation: (variables) => (strict && Number.isNaN(strict(variables)) ? slicingViolation() : null),
  };
}

const slicingViolation = (): GraphQLError =>
  new GraphQLError('A list takes exactly one of the arguments that limit its length.', {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
