import { Parallel, type PlanStep, Sequence } from '../plan-steps.ts';
import { EntityFetch } from './entity-fetch.ts';
import type { EntityRequest } from './entity-request.ts';

/** Steps, one after the other. */
type Thread = readonly PlanStep[];

/**
 * Lets the entity fetches to one subgraph that are ready at one time go together. The threads begin at one time; what goes
 * together ends at one time, and so what follows it in each thread is ready at one time again.
 */
export function joinFetches(threads: readonly Thread[]): void {
  const begun: { step: PlanStep; rest: Thread }[] = [];
  const begin = ([step, ...rest]: Thread): void => {
    if (step instanceof Sequence) begin([...step.children, ...rest]);
    else if (step instanceof Parallel) {
      for (const child of step.children) begin([child]);
      joinFetches([rest]);
    } else if (step) begun.push({ step, rest });
  };
  for (const thread of threads) begin(thread);

  const next = new Map<EntityRequest, Thread[]>();
  for (const { step, rest } of begun) {
    if (!(step instanceof EntityFetch)) joinFetches([rest]);
    else {
      if (![...next.keys()].some((request) => request.join(step))) next.set(step.request, []);
      next.get(step.request)?.push(rest);
    }
  }
  for (const each of next.values()) joinFetches(each);
}
