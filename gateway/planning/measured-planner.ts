import type { LabelledHistogram } from '#platform/http/labelled-histogram.ts';
import { PlanLimitExceeded, type Planner, type PlanRequest } from './planner.ts';
import type { OperationPlan } from './query-plan/operation-plan.ts';

/** A planner that measures how long another takes, the wait for a worker included. */
export class MeasuredPlanner implements Planner {
  readonly #planner: Planner;
  readonly #durations: LabelledHistogram;

  /** @param durations has the label `outcome`. */
  constructor(planner: Planner, durations: LabelledHistogram) {
    this.#planner = planner;
    this.#durations = durations;
  }

  async plan(request: PlanRequest): Promise<OperationPlan> {
    const start = performance.now();
    const observe = (outcome: string) => this.#durations.observe([outcome], (performance.now() - start) / 1_000);
    try {
      const plan = await this.#planner.plan(request);
      observe('planned');
      return plan;
    } catch (error) {
      observe(error instanceof PlanLimitExceeded ? 'too_large' : 'failed');
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.#planner.stop();
  }
}
