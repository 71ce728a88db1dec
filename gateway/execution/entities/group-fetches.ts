import { Parallel, type PlanStep, Sequence } from '../plan-steps.ts';
import { EntityFetch } from './entity-fetch.ts';
import type { EntityRequest } from './entity-request.ts';

/** Steps that run one after the other. */
type Thread = readonly PlanStep[];

/**
 * Puts the entity fetches that are ready at the same time, and go to the same subgraph, into one request. The threads start
 * together. Fetches of one request also end together, so the steps that follow them are ready together again.
 */
export function groupFetches(threads: readonly Thread[]): void {
  const started: { step: PlanStep; rest: Thread }[] = [];
  const start = ([step, ...rest]: Thread): void => {
    if (step instanceof Sequence) start([...step.children, ...rest]);
    else if (step instanceof Parallel) {
      for (const child of step.children) start([child]);
      groupFetches([rest]);
    } else if (step) started.push({ step, rest });
  };
  for (const thread of threads) start(thread);

  const next = new Map<EntityRequest, Thread[]>();
  for (const { step, rest } of started) {
    if (!(step instanceof EntityFetch)) groupFetches([rest]);
    else {
      if (![...next.keys()].some((request) => request.join(step))) next.set(step.request, []);
      next.get(step.request)?.push(rest);
    }
  }
  for (const each of next.values()) groupFetches(each);
}
