import type { GraphQLError } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { Limits } from '#platform/limits.ts';
import type { LimitName } from '../../limit-names.ts';
import type { CoercedVariables } from './cost-program.ts';
import type { OperationCost } from './operation-cost.ts';
import type { CostSettings } from './settings.ts';

export interface CostBudgetOptions {
  settings: CostSettings;
  limits: Pick<Limits<LimitName>, 'exceeded'>;
}

/** What the estimated cost of an operation is compared with before anything is fetched. */
export class CostBudget {
  readonly #settings: CostSettings;
  readonly #limits: CostBudgetOptions['limits'];

  constructor({ settings, limits }: CostBudgetOptions) {
    this.#settings = settings;
    this.#limits = limits;
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
    const limit = this.#settings.operationMax;
    if (actual > limit && this.#limits.exceeded('operation-cost')) {
      return asGraphQLError(new Refusal('OPERATION_TOO_LARGE', { limit, actual }));
    }
    return actual;
  }
}
