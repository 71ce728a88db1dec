import type { PlanningWorkload } from './workloads.ts';

/** What a child process plans, and by which contestant. */
export interface ChildInput {
  contestant: string;
  workloads: PlanningWorkload[];
}

/** The number of fetches, and milliseconds: to build the planner, to plan when it is fresh and when it is warm, and of a blocked event loop. */
export interface PlanningFigures {
  build: number;
  cold: number;
  warm: number;
  blocked: number;
  fetches: number;
}

/** A line that a child process writes: that it begins to plan, or how that ended. */
export type ChildLine = { name: string } & (
  | { kind: 'begun' }
  | { kind: 'planned'; figures: PlanningFigures }
  | { kind: 'refused' | 'failed'; reason: string }
);
