import type { PathStep } from '../../planning/query-plan/response-path.ts';
import type { Execution } from '../execution.ts';
import type { PlanStep } from '../plan-steps.ts';
import type { EntityQuery } from './entity-query.ts';
import { EntityRequest } from './entity-request.ts';

/** Adds another subgraph's fields to the objects at one path of the response. */
export class EntityFetch implements PlanStep {
  readonly query: EntityQuery;
  readonly steps: readonly PathStep[];
  /** The request that carries this fetch. Fetches that are ready at the same time share one. */
  request: EntityRequest;

  constructor(query: EntityQuery, steps: readonly PathStep[]) {
    this.query = query;
    this.steps = steps;
    this.request = new EntityRequest(query, steps);
  }

  get part(): object {
    return this.request;
  }

  run(execution: Execution): Promise<void> {
    return this.request.run(execution);
  }
}
