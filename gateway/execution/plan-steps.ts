import type { Execution } from './execution.ts';

/** A part of a plan that can be run. */
export interface PlanStep {
  run(execution: Execution): Promise<void>;
}

/** Runs its steps one after the other. */
export class Sequence implements PlanStep {
  readonly children: readonly PlanStep[];

  constructor(children: readonly PlanStep[]) {
    this.children = children;
  }

  async run(execution: Execution): Promise<void> {
    for (const child of this.children) await child.run(execution);
  }
}

/** Runs its steps at the same time. */
export class Parallel implements PlanStep {
  readonly children: readonly PlanStep[];

  constructor(children: readonly PlanStep[]) {
    this.children = children;
  }

  async run(execution: Execution): Promise<void> {
    await Promise.all(this.children.map((child) => child.run(execution)));
  }
}
