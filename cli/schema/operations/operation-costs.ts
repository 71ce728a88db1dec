import { GraphQLInt, Kind, type OperationDefinitionNode, type TypeNode, valueFromASTUntyped } from 'graphql';
import { maxPageSize } from '#contract/page-size.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { CoercedVariables } from '../../../gateway/admission/cost/cost-program.ts';
import type { CostSchema } from '../../../gateway/admission/cost/field-costs.ts';
import { compileOperationCost } from '../../../gateway/admission/cost/operation-cost.ts';
import { compilePlanCosts } from '../../../gateway/admission/cost/plan-costs.ts';
import type { CostSettings } from '../../../gateway/admission/cost/settings.ts';
import type { Conditions } from '../../../gateway/graphql/conditions.ts';
import type { OperationParts } from '../../../gateway/graphql/operation-parts.ts';
import type { OperationPlans } from './plan-operations.ts';
import { placeOf, type Remark } from './remark.ts';

/** The costs of an operation: its own, and by the names of subgraphs. */
type Costs = ReadonlyMap<string | null, number>;

/**
 * Compares the cost of an operation, and of each of its plans at each subgraph, with the bounds of the gateway. Returns a fault if it exceeds
 * one when variables have their defaults, and a warning if it does when those that are integers, of which one may be the size of a page, are as large
 * as the largest page.
 */
export function costRemarks(
  costs: CostSchema,
  parts: OperationParts,
  { plans }: OperationPlans,
  settings: CostSettings,
): Remark[] {
  const { operation } = parts;
  const integers = integerVariables(operation);
  const compute = costsOf(costs, parts, plans);
  if (compute instanceof Refusal)
    return [tooLarge(operation, 'fault', 'it has too many fields and types to estimate its cost')];
  const byDefault = compute(defaultsOf(operation));
  const atLargest = compute({
    ...defaultsOf(operation),
    ...Object.fromEntries(integers.map((name) => [name, maxPageSize])),
  });
  return [...atLargest].flatMap(([subgraph, largest]) => {
    const limit =
      subgraph === null ? settings.operationMax : (settings.subgraphMaxima.get(subgraph) ?? settings.subgraphMax);
    const usual = byDefault.get(subgraph) ?? 0;
    const where = subgraph === null ? '' : ` at ${subgraph}`;
    const message = (cost: number) => `it costs ${cost}${where}, more than ${limit}`;
    if (usual > limit) return [tooLarge(operation, 'fault', message(usual))];
    if (largest <= limit) return [];
    const when = ` when ${integers.map((name) => `$${name}`).join(', ')} ${integers.length > 1 ? 'are' : 'is'} ${maxPageSize}`;
    return [tooLarge(operation, 'warning', message(largest) + when)];
  });
}

function tooLarge(operation: OperationDefinitionNode, severity: Remark['severity'], message: string): Remark {
  return { severity, code: 'OPERATION_TOO_LARGE', message, ...placeOf(operation) };
}

/** Returns what computes the greatest costs for any conditions, given the other variables; a refusal when they cannot be compiled. */
function costsOf(
  costs: CostSchema,
  parts: OperationParts,
  plans: OperationPlans['plans'],
): ((variables: CoercedVariables) => Costs) | Refusal {
  try {
    const own = compileOperationCost(costs, parts);
    const compiled = plans.map(({ conditions, plan }) => ({ conditions, bySubgraph: compilePlanCosts(costs, plan) }));
    return (variables) => {
      const greatest = new Map<string | null, number>();
      const add = (key: string | null, cost: number) => greatest.set(key, Math.max(greatest.get(key) ?? 0, cost));
      for (const { conditions, bySubgraph } of compiled) {
        const all = { ...variables, ...valuesOf(conditions) };
        add(null, own.estimate(all));
        for (const [subgraph, cost] of bySubgraph(all)) add(subgraph, cost);
      }
      return greatest;
    };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const valuesOf = (conditions: Conditions): CoercedVariables => Object.fromEntries(conditions);

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): CoercedVariables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}

function integerVariables({ variableDefinitions = [] }: OperationDefinitionNode): string[] {
  return variableDefinitions.filter(({ type }) => isInteger(type)).map(({ variable }) => variable.name.value);
}

function isInteger(type: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return isInteger(type.type);
  return type.kind === Kind.NAMED_TYPE && type.name.value === GraphQLInt.name;
}
