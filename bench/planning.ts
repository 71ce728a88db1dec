import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installContestants } from './gateway/contestants.ts';
import { planningContestants } from './planning/contestants.ts';
import type { PlanningFigures } from './planning/outcome.ts';
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

const measured = new Map<string, PlanningFigures[]>();
/** What a contestant does not plan, and why. It is not tried again. */
const unplanned = new Map<string, Row>();

const workloads = await planningWorkloads();
const names = workloads.flatMap(({ planned }) => planned.map(({ name }) => name));
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
  const [first] = figures ?? [];
  if (unplanned.has(name) || !figures || !first) return unplanned.get(name);
  const spreads = (Object.keys(first) as (keyof PlanningFigures)[]).map((figure) => [
    figure,
    spreadOf(figures.map((each) => each[figure])),
  ]);
  return { name, ...Object.fromEntries(spreads) };
}

installContestants();
console.log(`load average ${os.loadavg().map((each) => each.toFixed(1))}`);
const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-bench-'));
try {
  for (let round = 0; round < rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      await run(contestant, path.join(folder, 'input.json'));
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const report: Report = {
  command: ['npm run bench:planning', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  rounds,
  rows: names.flatMap((name) => contestants.flatMap((contestant) => rowOf(`${name}: ${contestant}`) ?? [])),
  ratios: ratios(),
};
if (only) printReport(report);
else await writeReport('planning', report);
