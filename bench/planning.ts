import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installContestants } from './gateway/contestants.ts';
import { planningContestants } from './planning/contestants.ts';
import type { PlanningFigures } from './planning/outcome.ts';
import { measureParallelClient, type ParallelFigures } from './planning/parallel-client.ts';
import { planInChildren } from './planning/run-child.ts';
import { planningWorkloads } from './planning/workloads.ts';
import { printReport, type Report, type Row, ratioOf, spreadOf, writeReport } from './report.ts';

const args = process.argv.slice(2);
const { values } = parseArgs({
  args,
  options: {
    rounds: { type: 'string', default: '3' },
    /** Names of contestants, separated by semicolons. No report is written then. */
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const only = values.only?.split(';');

/** Milliseconds for which planning in workers may block the event loop of a gateway. */
const maxBlocked = 20;
/** How many times its quiet p99 a parallel client may wait. */
const maxRatio = 3;

const measured = new Map<string, PlanningFigures[]>();
const parallel = new Map<string, ParallelFigures[]>();
/** What a contestant does not plan, and why. It is not tried again. */
const unplanned = new Map<string, Row>();

const workloads = await planningWorkloads();
const names = workloads.flatMap(({ planned }) => planned.map(({ name }) => name));
const inWorkers = 'ours, in workers';
const contestants = Object.keys(planningContestants).filter((each) => !only || only.includes(each));

async function run(contestant: string, file: string): Promise<void> {
  const rowOf = (name: string) => `${name}: ${contestant}`;
  const left = workloads.map(({ planned, ...workload }) => ({
    ...workload,
    planned: planned.filter(({ name }) => !unplanned.has(rowOf(name))),
  }));
  for (const line of await planInChildren({ contestant, workloads: left }, file)) {
    const name = rowOf(line.name);
    if (line.kind === 'planned') measured.set(name, [...(measured.get(name) ?? []), line.figures]);
    if (line.kind === 'refused') unplanned.set(name, { name, refused: line.reason });
    if (line.kind !== 'failed') continue;
    if (contestant.startsWith('ours')) throw new Error(`${name}: ${line.reason}`);
    unplanned.set(name, { name, 'not counted': line.reason });
  }
}

/** How many times as long as ours the others take, when they are warm. */
function ratios(): Record<string, number> {
  const warm = (name: string, contestant: string) =>
    (measured.get(`${name}: ${contestant}`) ?? []).map((each) => each.warm);
  const all = names.flatMap((name) =>
    Object.keys(planningContestants).map(
      (other) => [`${name}: ${other}`, ratioOf(warm(name, other), warm(name, 'ours'))] as const,
    ),
  );
  return Object.fromEntries(all.filter(([name, ratio]) => Number.isFinite(ratio) && !name.endsWith(': ours')));
}

function rowOf(name: string): Row | undefined {
  const figures = measured.get(name);
  return unplanned.has(name) || !figures ? unplanned.get(name) : spreadsOf(name, figures);
}

function spreadsOf<Figure extends string>(name: string, figures: readonly Record<Figure, number>[]): Row {
  const [first] = figures;
  const spreads = (Object.keys(first ?? {}) as Figure[]).map((figure) => [
    figure,
    spreadOf(figures.map((each) => each[figure])),
  ]);
  return { name, ...Object.fromEntries(spreads) };
}

/** What is not as it must be. */
function exceeded(): string[] {
  const blocked = names.flatMap((name) => {
    const all = (measured.get(`${name}: ${inWorkers}`) ?? []).map((each) => each.blocked);
    return all.some((each) => each >= maxBlocked) ? [`${name}: the event loop blocked for ${Math.max(...all)} ms`] : [];
  });
  const waits = [...parallel].flatMap(([name, figures]) => {
    const { median } = spreadOf(figures.map(({ ratio }) => ratio));
    return median > maxRatio ? [`${name}: a parallel client's p99 is ${median} times its quiet one`] : [];
  });
  return [...blocked, ...waits];
}

installContestants();
console.log(`load average ${os.loadavg().map((each) => each.toFixed(1))}`);
const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-bench-'));
try {
  for (let round = 0; round < rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      await run(contestant, path.join(folder, 'input.json'));
    }
    for (const workload of only && !only.includes(inWorkers) ? [] : workloads) {
      for (const [name, figures] of await measureParallelClient(workload, folder)) {
        parallel.set(name, [...(parallel.get(name) ?? []), figures]);
      }
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const report: Report = {
  command: ['npm run bench:planning', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  rounds,
  rows: [
    ...names.flatMap((name) => contestants.flatMap((contestant) => rowOf(`${name}: ${contestant}`) ?? [])),
    ...[...parallel].map(([name, figures]) => spreadsOf(`${name}: a parallel client's p99`, figures)),
  ],
  ratios: ratios(),
};
if (only) printReport(report);
else await writeReport('planning', report);
for (const each of exceeded()) {
  console.error(each);
  process.exitCode = 1;
}
