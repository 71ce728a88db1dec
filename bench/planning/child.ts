import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PlanLimitExceeded } from '../../gateway/planning/planner.ts';
import { checkPlan, type PlanSchemas, planSchemas } from './check-plan.ts';
import { type CreateContestant, planningContestants } from './contestants.ts';
import { observeLoop } from './loop-block.ts';
import type { ChildInput, ChildLine } from './outcome.ts';
import type { PlannedQueries } from './workloads.ts';

/** Measures of a warm planner: their most, and the milliseconds after which no other begins. */
const [warmPlans, warmTime] = [20, 150];

async function timed<Result>(work: () => Promise<Result>): Promise<{ took: number; result: Result }> {
  const since = performance.now();
  const result = await work();
  return { took: performance.now() - since, result };
}

/** Plans with a fresh planner, and then with the same one again. Checks the plans. */
async function measure(
  create: CreateContestant,
  supergraph: string,
  { name, queries }: PlannedQueries,
  schemas: PlanSchemas,
): Promise<ChildLine> {
  const { took: build, result: contestant } = await timed(async () => create(supergraph));
  const planAll = async (): Promise<unknown[]> => {
    const plans: unknown[] = [];
    for (const query of queries) {
      plans.push(await contestant.plan(query));
      await nextTurn();
    }
    return plans;
  };
  const loop = observeLoop();
  const since = performance.now();
  try {
    const { took: cold, result: plans } = await timed(planAll);
    const warm: number[] = [];
    while (warm.length < warmPlans && performance.now() - since - cold < warmTime) {
      warm.push((await timed(planAll)).took);
    }
    const blocked = await loop.longest();
    const fetches = queries.reduce(
      (sum, query, at) => sum + checkPlan(query, plans[at], schemas, contestant.format),
      0,
    );
    const median = warm.toSorted((a, b) => a - b)[warm.length >> 1] ?? cold;
    return { name, kind: 'planned', figures: { build, cold, warm: median, blocked, fetches } };
  } catch (error) {
    const after = `after ${Math.ceil(performance.now() - since)} ms`;
    if (!(error instanceof PlanLimitExceeded)) {
      return { name, kind: 'failed', reason: `${after}: ${(error as Error).message.slice(0, 120)}` };
    }
    const blocked = `the event loop blocked for ${(await loop.longest()).toPrecision(2)} ms`;
    return { name, kind: 'refused', reason: `by the bound of ${error.bound}, ${error.limit}, ${after}, ${blocked}` };
  } finally {
    loop.stop();
    await contestant.stop();
  }
}

const { contestant, workloads } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ChildInput;
const create = planningContestants[contestant];
if (!create) throw new Error(`no contestant ${contestant}`);
const write = (line: ChildLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
// Planning workers do not keep a process alive.
const alive = setInterval(() => {}, 1_000);
for (const { supergraph, planned } of workloads) {
  const schemas = planSchemas(supergraph);
  for (const each of planned) {
    write({ name: each.name, kind: 'begun' });
    write(await measure(create, supergraph, each, schemas));
  }
}
clearInterval(alive);
