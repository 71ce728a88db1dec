import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';
import { freePort } from '#test-kit/free-port.ts';
import { startHttpServer } from '#test-kit/http-server.ts';
import { composeSupergraph } from '../gateway/supergraph/compose.ts';
import { startCannedSubgraphs } from './gateway/canned-subgraphs.ts';
import { type Contestant, gatewayCommands, installContestants, startContestant } from './gateway/contestants.ts';
import { floorOf } from './gateway/floor-waves.ts';
import { startIssuer } from './gateway/issuer.ts';
import { type LoadOptions, load } from './gateway/load.ts';
import { sizesOfRightAnswers } from './gateway/right-answers.ts';
import { printSelfTimes } from './gateway/self-times.ts';
import { clients, federation, type Workload, withoutAuthorization } from './gateway/workloads.ts';
import { printReport, type Report, ratioOf, spreadOf, writeReport } from './report.ts';

const connections = 50;
/** The gateways run on one core, everything else on the other. */
const [gatewayCore, ownCore] = [0, 1];

const args = process.argv.slice(2);
const { values } = parseArgs({
  args,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    /** Names of gateways, separated by semicolons. A report is written then only under a name of its own. */
    only: { type: 'string' },
    /** The name of the report. */
    report: { type: 'string' },
    /** Prints the self times of ours, or of the gateways in `only`. */
    profile: { type: 'boolean', default: false },
  },
});
const milliseconds = Number(values.seconds) * 1_000;
const rounds = Number(values.rounds);
const only = values.only?.split(';') ?? (values.profile ? ['ours'] : undefined);

type Figures = Record<string, number>;
const measured = new Map<string, Figures[]>();
/** The gateways that are not measured because of a wrong answer, with the answer. */
const wrong = new Map<string, string>();

async function run(workload: Workload, folder: string): Promise<void> {
  const { name, schemas, operations, withTokens } = workload;
  const subgraphs = await startCannedSubgraphs(
    Object.fromEntries(Object.entries(schemas).map(([each, sdl]) => [each, withoutAuthorization(sdl)])),
  );
  const issuer = await startIssuer(connections);
  const collector = await startHttpServer((request, response) => void request.resume().on('end', () => response.end()));
  const composed = (change: (sdl: string) => string) =>
    composeSupergraph(
      Object.entries(schemas).map(([each, sdl]) => ({ name: each, url: subgraphs.urlOf(each), typeDefs: change(sdl) })),
    ).supergraphSdl;
  const writeTo = async (suffix: string, content: string) => {
    const at = path.join(folder, `${name}-${suffix}`);
    await writeFile(at, content);
    return at;
  };
  const profilesOf = (contestant: { name: string }) => path.join(folder, `${name}-${contestant.name}-profiles`);
  const plain = composed(withoutAuthorization);
  const floor = await Promise.all(
    operations.map(async (operation) => [operation.operationName, await floorOf(plain, operation)] as const),
  );
  const files = {
    own: await writeTo(
      'own.graphql',
      composed((sdl) => sdl),
    ),
    plain: await writeTo('plain.graphql', plain),
    floor: await writeTo('floor.json', JSON.stringify(Object.fromEntries(floor))),
    collector: collector.origin,
    registry: onServer(postgres.url, `registry_${name}`),
    services: Object.entries(schemas).map(([each, schema]) => ({ name: each, url: subgraphs.urlOf(each), schema })),
  };
  const environment = { ...issuer.environment, METRICS_PORT: '', NODE_ENV: 'development' };
  // Mercurius supports only Federation 1, and our own schemas are of Federation 2.
  const able = gatewayCommands(files, environment).filter((each) => each.name !== 'mercurius' || name === 'federation');
  const selected = able.filter((each) => !only || only.includes(each.name));

  const sent = { operations, tokens: withTokens ? issuer.tokens : issuer.tokens.map(() => null) };
  const running: Contestant[] = [];
  const contestants: (Contestant & { target: Omit<LoadOptions, 'milliseconds'> })[] = [];
  try {
    for (const each of selected) {
      const profiles = values.profile ? profilesOf(each) : undefined;
      const contestant = await startContestant(each, { cores: String(gatewayCore), profiles });
      running.push(contestant);
      const target = { url: contestant.url, ...sent };
      try {
        const sizes = await sizesOfRightAnswers(target, floor);
        contestants.push({ ...contestant, target: { ...target, sizes } });
      } catch (error) {
        const { message } = error as Error;
        if (each.name.startsWith('ours')) throw new Error(`${each.name}: ${message}`);
        wrong.set(`${name}: ${each.name}`, message.slice(0, 300));
        await contestant.stop();
      }
    }
    const sentTo = new Map(contestants.map((contestant) => [contestant.name, operations.length]));
    const add = (name: string, requests: number) => sentTo.set(name, (sentTo.get(name) ?? 0) + requests);
    for (const { name, target } of contestants) {
      const { requests } = await load({ ...target, milliseconds: Math.min(milliseconds, 3_000) });
      add(name, requests);
    }
    const start = process.hrtime.bigint();
    for (let round = 0; round < rounds; round++) {
      for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
        subgraphs.takeRequestCount();
        const [before, since] = [contestant.cpu(), performance.now()];
        const { requests, ...figures } = await load({ ...contestant.target, milliseconds });
        const used = contestant.cpu() - before;
        add(contestant.name, requests);
        const measures = {
          ...figures,
          cpu: used / requests,
          busy: used / (performance.now() - since),
          fetches: subgraphs.takeRequestCount() / requests,
          megabytes: contestant.memory() / 1_024,
        };
        const row = `${name}: ${contestant.name}`;
        measured.set(row, [...(measured.get(row) ?? []), measures]);
      }
    }
    const counting = contestants.find((contestant) => contestant.name === 'ours, counting');
    if (counting) {
      await counting.stop();
      await assertCounted(files.registry, sentTo.get(counting.name) ?? 0);
    }
    const during = { from: start, to: process.hrtime.bigint() };
    for (const contestant of values.profile ? contestants : []) {
      await contestant.stop();
      printSelfTimes(`${name}: ${contestant.name}`, profilesOf(contestant), during);
    }
  } finally {
    for (const contestant of running) await contestant.stop();
    await subgraphs.stop();
    await issuer.stop();
    await collector.stop();
  }
}

/** Throws unless the registry has every request. */
async function assertCounted(registry: string, requests: number): Promise<void> {
  const { rows } = await withClient(registry, (client) =>
    client.query('select sum(count)::float8 as requests from operation_counts'),
  );
  if (rows[0]?.requests !== requests) throw new Error(`counted ${rows[0]?.requests} of ${requests} requests`);
}

/** Returns the ratios of ours to each of the other gateways and to the floor. */
function ratiosOf(workload: string): Record<string, number> {
  const of = (name: string, figure: string) =>
    (measured.get(`${workload}: ${name}`) ?? []).map((each) => each[figure] ?? 0);
  const speed = (one: string, other: string) => ratioOf(of(one, 'requestsPerSecond'), of(other, 'requestsPerSecond'));
  const ratios = {
    apollo: speed('ours', 'apollo'),
    floor: speed('ours', 'floor'),
    floorCpu: ratioOf(of('floor', 'cpu'), of('ours', 'cpu')),
    p99: ratioOf(of('ours', 'p99'), of('apollo', 'p99')),
    hive: speed('ours', 'hive'),
    hiveRust: speed('ours', 'hive, rust planner'),
    mercurius: speed('ours', 'mercurius'),
    memory: ratioOf(of('ours', 'megabytes'), of('apollo', 'megabytes')),
    sharing: speed('ours, sharing', 'ours'),
    tracing: speed('ours, tracing', 'ours'),
    tracingCpu: ratioOf(of('ours, tracing', 'cpu'), of('ours', 'cpu')),
    counting: speed('ours, counting', 'ours'),
    countingCpu: ratioOf(of('ours, counting', 'cpu'), of('ours', 'cpu')),
  };
  return Object.fromEntries(
    Object.entries(ratios)
      .filter(([, ratio]) => Number.isFinite(ratio))
      .map(([name, ratio]) => [workload === federation.name ? name : `${workload}.${name}`, ratio]),
  );
}

if (!only?.every((name) => name.startsWith('ours'))) installContestants();
execFileSync('taskset', ['-cp', String(ownCore), String(process.pid)], { stdio: 'ignore' });
const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), port: await freePort() });
try {
  const workloads = [federation, await clients()];
  for (const workload of workloads) await run(workload, folder);
  const report: Report = {
    command: ['npm run bench:gateway', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    rounds,
    rows: [
      ...[...measured].map(([name, each]) => ({
        name,
        ...Object.fromEntries(
          Object.keys(each[0] ?? {}).map((figure) => [figure, spreadOf(each.map((one) => one[figure] ?? 0))]),
        ),
      })),
      ...[...wrong].map(([name, fault]) => ({ name, 'not counted, answers otherwise': fault })),
    ],
    ratios: Object.assign({}, ...workloads.map(({ name }) => ratiosOf(name))),
  };
  if (only && !values.report) printReport(report);
  else await writeReport(values.report ?? 'gateway', report);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
