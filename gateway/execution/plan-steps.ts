import type { EntityFetch } from './entity-fetch.ts';
import type { Execution } from './execution.ts';

/** A part of a plan that can be run. */
export interface PlanStep {
  readonly children: readonly PlanStep[];
  /** The fetches of entities that begin as soon as it does. */
  readonly first: readonly EntityFetch[];
  run(execution: Execution): Promise<void>;
}

/** One step after the other. */
export class Sequence implements PlanStep {
  readonly children: readonly PlanStep[];

  constructor(children: readonly PlanStep[]) {
    this.children = children;
  }

  get first(): readonly EntityFetch[] {
    return this.children[0]?.first ?? [];
  }

  async run(execution: Execution): Promise<void> {
    for (const child of this.children) await child.run(execution);
  }
}

/** All at once. Of the fetches that begin with it, those that can go together do. */
export class Parallel implements PlanStep {
  readonly children: readonly PlanStep[];

  constructor(children: readonly PlanStep[]) {
    this.children = children;
  }

  get first(): readonly EntityFetch[] {
    return this.children.flatMap(({ first }) => first);
  }

  async run(execution: Execution): Promise<void> {
    await Promise.all(this.children.map((child) => child.run(execution)));
  }
}
