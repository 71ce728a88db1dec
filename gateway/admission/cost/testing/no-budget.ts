import type { CostBudget, FollowedRun } from '../cost-budget.ts';

const run: FollowedRun = {
  planned: () => {},
  fetched: () => {},
  report: () => ({ estimated: 0, actual: 0, max: 0, bySubgraph: {} }),
};

/** Admits every operation, and counts nothing. */
export const noBudget: Pick<CostBudget, 'admit' | 'follow'> = { admit: () => 0, follow: () => run };
