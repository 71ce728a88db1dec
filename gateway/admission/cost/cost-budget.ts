import type { GraphQLError } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { Metrics } from '#platform/http/metrics.ts';
import type { Limits } from '#platform/limits.ts';
import type { RunCosts, RunObserver } from '../../execution/request.ts';
import type { JsonObject } from '../../graphql/json-object.ts';
import type { LimitName } from '../../limit-names.ts';
import type { CoercedVariables } from './cost-program.ts';
import type { OperationCost } from './operation-cost.ts';
import type { CostSettings } from './settings.ts';

export interface CostBudgetOptions {
  settings: CostSettings;
  limits: Pick<Limits<LimitName>, 'exceeded'>;
  metrics: Metrics;
}

/** The costs of one run, for admins. */
export interface CostReport {
  estimated: number;
  /** What the subgraphs' data have cost. */
  actual: number;
  /** The budget of an operation. */
  max: number;
  /** The estimated costs of the subgraphs that the plan fetches from. */
  bySubgraph: Record<string, number>;
}

/** The observer of one run, with its costs so far. */
export interface FollowedRun extends RunObserver {
  report(): CostReport;
}

const buckets = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000];

/** The budgets that the estimated costs of operations are compared with before anything is fetched, and the metrics of costs. */
export class CostBudget {
  readonly #settings: CostSettings;
  readonly #limits: CostBudgetOptions['limits'];
  readonly #estimated: { observe(cost: number): void };
  readonly #actual: { observe(cost: number): void };

  constructor({ settings, limits, metrics }: CostBudgetOptions) {
    this.#settings = settings;
    this.#limits = limits;
    const histogram = (name: string, help: string) => metrics.histogram(name, help, [], buckets).observer([]);
    this.#estimated = histogram('operation_cost_estimated', 'Costs of operations before they run');
    const sampled = `Costs of one in ${settings.sampling} operations by their data`;
    this.#actual = histogram('operation_cost_actual', sampled);
  }

  /** The estimated cost of an operation, or the error that refuses it: OPERATION_TOO_LARGE, or GRAPHQL_VALIDATION_FAILED. */
  admit(operation: { cost(): OperationCost }, variables: CoercedVariables): number | GraphQLError {
    let cost: OperationCost;
    try {
      cost = operation.cost();
    } catch (error) {
      return asGraphQLError(error);
    }
    const violation = cost.violation(variables);
    if (violation && this.#limits.exceeded('operation-cost')) return violation;
    const actual = cost.estimate(variables);
    this.#estimated.observe(actual);
    const limit = this.#settings.operationMax;
    if (actual > limit && this.#limits.exceeded('operation-cost')) {
      return asGraphQLError(new Refusal('OPERATION_TOO_LARGE', { limit, actual }));
    }
    return actual;
  }

  /**
   * Follows the run of an operation that was admitted at a cost. The run is refused with OPERATION_TOO_LARGE when its plan exceeds the budget
   * of a subgraph. The actual cost is counted for a report, and otherwise of a sample.
   */
  follow(estimated: number, variables: CoercedVariables, isReported: boolean): FollowedRun {
    const isSampled = Math.random() * this.#settings.sampling < 1;
    let bySubgraph: ReadonlyMap<string, number> = new Map();
    let actual = 0;
    return {
      planned: (costs: RunCosts) => {
        bySubgraph = this.#admitPlan(costs, variables);
      },
      fetched: (data: JsonObject, costs: RunCosts) => {
        if (!isSampled && !isReported) return;
        actual = costs.ofResponse(data, variables);
        if (isSampled) this.#actual.observe(actual);
      },
      report: () => ({
        estimated,
        actual,
        max: this.#settings.operationMax,
        bySubgraph: Object.fromEntries(bySubgraph),
      }),
    };
  }

  #admitPlan({ bySubgraph }: RunCosts, variables: CoercedVariables): ReadonlyMap<string, number> {
    const { subgraphMax, subgraphMaxima } = this.#settings;
    const costs = bySubgraph(variables);
    for (const [subgraph, actual] of costs) {
      const limit = subgraphMaxima.get(subgraph) ?? subgraphMax;
      if (actual > limit && this.#limits.exceeded('subgraph-cost')) {
        throw asGraphQLError(new Refusal('OPERATION_TOO_LARGE', { limit, actual, subgraph }));
      }
    }
    return costs;
  }
}
