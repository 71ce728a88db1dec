import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { composeSupergraph } from '../gateway/supergraph/compose.ts';
import { startCannedSubgraphs } from './gateway/canned-subgraphs.ts';
import { installContestants } from './gateway/contestants.ts';
import { printReport, type Report, type Row, writeReport } from './report.ts';
import { type Case, selectCases } from './subscriptions/cases.ts';
import {
  type SubscriptionCommand,
  type SubscriptionContestant,
  startSubscriptionContestant,
  subscriptionCommands,
} from './subscriptions/contestants.ts';
import { Measurements } from './subscriptions/figures.ts';
import { measure, type Subgraphs } from './subscriptions/measure.ts';
import { measureProduct, productRatio } from './subscriptions/product.ts';
import { ratiosOf } from './subscriptions/ratios.ts';
import { schemas } from './subscriptions/trips.ts';
import { startTripsSubgraph } from './subscriptions/trips-subgraph.ts';

/** The servers run on one core; the clients and the subgraphs, in this process, on the other. */
const [serverCore, ownCore] = [0, 1];
const warmUp = { subscribers: 100, duration: 1_500 };
const lead = 300;
/** Open files beside the sockets of the clients. */
const otherFiles = 200;

const args = process.argv.slice(2);
const { values } = parseArgs({
  args,
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    /** Every case, up to 10,000 subscribers. */
    full: { type: 'boolean', default: false },
    /** Parts of the names of cases, separated by semicolons; `product` is the whole product. No report is written then. */
    cases: { type: 'string' },
    /** Names of contestants, separated by semicolons. No report is written then. */
    only: { type: 'string' },
  },
});
const duration = Number(values.seconds) * 1_000;
const rounds = Number(values.rounds);
const only = values.only?.split(';');
const onlyCases = values.cases?.split(';');
const cases = selectCases({ full: values.full, only: onlyCases });

const measured = new Measurements();
/** Why another gateway is not measured in a case. */
const notCounted = new Map<string, string>();

/** Measures the contestants in alternation. A failure of one that is not another gateway ends the benchmark. */
async function run(each: Case, commands: SubscriptionCommand[], subgraphs: Subgraphs): Promise<void> {
  const running: SubscriptionContestant[] = [];
  const attempt = async <Result>(name: string, work: () => Promise<Result>): Promise<Result | null> => {
    const row = `${each.name}: ${name}`;
    if (notCounted.has(row)) return null;
    try {
      return await work();
    } catch (error) {
      const { message } = error as Error;
      if (name !== 'hive') throw new Error(`${row}: ${message}`);
      notCounted.set(row, message.slice(0, 300));
      return null;
    }
  };
  try {
    for (const command of commands) {
      await attempt(command.name, async () => {
        const contestant = await startSubscriptionContestant(command, serverCore);
        running.push(contestant);
        const few = Math.min(warmUp.subscribers, each.subscribers);
        const size = { ...each, subscribers: few, trips: Math.min(few, each.trips) };
        await measure(size, { contestant, subgraphs, duration: warmUp.duration, lead: 0 });
      });
    }
    for (let round = 0; round < rounds; round++) {
      for (const contestant of round % 2 === 0 ? running : running.toReversed()) {
        const options = { contestant, subgraphs, duration, lead, withMemory: round === 0 };
        const figures = await attempt(contestant.name, () => measure(each, options));
        if (figures) measured.add(`${each.name}: ${contestant.name}`, figures);
      }
    }
  } finally {
    for (const contestant of running) await contestant.stop();
  }
}

function checkOpenFiles(): void {
  const limit = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }));
  const needed = Math.max(0, ...cases.map(({ subscribers }) => subscribers)) + otherFiles;
  if (limit < needed) throw new Error(`needs ${needed} open files, and the limit is ${limit}: see ulimit -n`);
}

async function runCases(folder: string): Promise<void> {
  const trips = await startTripsSubgraph();
  const drivers = await startCannedSubgraphs({ drivers: schemas.drivers });
  try {
    const { supergraphSdl } = composeSupergraph([
      { name: 'trips', url: trips.url, typeDefs: schemas.trips },
      { name: 'drivers', url: drivers.urlOf('drivers'), typeDefs: schemas.drivers },
    ]);
    const supergraph = path.join(folder, 'supergraph.graphql');
    await writeFile(supergraph, supergraphSdl);
    const commands = subscriptionCommands(supergraph).filter(({ name }) => !only || only.includes(name));
    for (const each of cases) {
      console.log(each.name);
      await run(each, commands, { trips, drivers });
    }
  } finally {
    await trips.stop();
    await drivers.stop();
  }
}

checkOpenFiles();
installContestants();
execFileSync('taskset', ['-cp', String(ownCore), String(process.pid)], { stdio: 'ignore' });
console.log(`load average ${os.loadavg().map((each) => each.toFixed(1))}`);
const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-bench-'));
try {
  await runCases(folder);
  if (!onlyCases || onlyCases.includes('product')) {
    await measureProduct({ folder, core: serverCore, rounds, duration, measured });
  }
  const report: Report = {
    command: ['npm run bench:subscriptions', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    rounds,
    rows: [...measured.rows(), ...[...notCounted].map(([name, reason]): Row => ({ name, 'not counted': reason }))],
    ratios: { ...ratiosOf(cases, measured), ...productRatio(measured) },
  };
  if (only || onlyCases) printReport(report);
  else await writeReport('subscriptions', report);
} finally {
  await rm(folder, { recursive: true, force: true });
}
