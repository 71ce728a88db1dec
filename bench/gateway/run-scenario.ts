import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import { startHttpServer } from '#test-kit/http-server.ts';
import { composeSupergraph } from '../../gateway/supergraph/compose.ts';
import { type CannedSubgraphs, startCannedSubgraphs } from './canned-subgraphs.ts';
import { type Contestant, type Files, gatewayCommands, isOurs, startContestant } from './contestants.ts';
import { type FloorOperation, floorOf } from './floor-waves.ts';
import { grafbaseConfiguration } from './grafbase-configuration.ts';
import { startIssuer } from './issuer.ts';
import { type LoadOptions, load } from './load.ts';
import { sizesOfRightAnswers } from './right-answers.ts';
import type { Scenario } from './scenarios.ts';
import { printSelfTimes } from './self-times.ts';
import { withoutAuthorization } from './workloads.ts';

/** The gateways run on one core, everything else on the other. */
export const [gatewayCore, ownCore] = [0, 1];

export interface RunOptions {
  milliseconds: number;
  rounds: number;
  /** The names of the gateways to run; all that the scenario has when it is undefined. */
  only: readonly string[] | undefined;
  profile: boolean;
  /** The folder of another copy of the project, whose gateway is measured too. */
  beside: string | undefined;
  /** An empty folder for files of the scenario. */
  folder: string;
  /** The URL of a server for databases. */
  postgres: string;
  /** Receives the figures of a round. */
  onRound: (contestant: string, figures: Record<string, number>) => void;
  /** Called for a gateway that is not measured, with the reason. */
  onLeftOut: (contestant: string, reason: string) => void;
}

/** Measures the gateways in interleaved rounds. Throws when ours gives a wrong answer. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<void> {
  const { name, workload, connections, subgraphDelay } = scenario;
  const { milliseconds, rounds, profile, folder, onRound } = options;
  const plainSchemas = Object.entries(workload.schemas).map(([each, sdl]) => [each, withoutAuthorization(sdl)]);
  const subgraphs = await startCannedSubgraphs(Object.fromEntries(plainSchemas), subgraphDelay);
  const issuer = await startIssuer(connections);
  const collector = await startHttpServer((request, response) => void request.resume().on('end', () => response.end()));
  const running: Contestant[] = [];
  try {
    await mkdir(folder, { recursive: true });
    const registry = onServer(options.postgres, `registry_${name.replaceAll(/\W/g, '_')}`);
    const { beside } = options;
    const { files, floor } = await writeFiles(scenario, subgraphs, {
      folder,
      collector: collector.origin,
      registry,
      beside,
    });
    const { environment } = issuer;
    const tokens = issuer.tokens.map((token, at) => (workload.signedIn === 'half' && at % 2 === 0 ? token : null));
    const contestants: (Contestant & { target: Omit<LoadOptions, 'milliseconds'> })[] = [];
    for (const each of gatewayCommands(files, environment)) {
      if (options.only ? !options.only.includes(each.name) : scenario.isBrief && !each.isUsual) continue;
      const profiles = profile ? path.join(folder, each.name) : undefined;
      try {
        const contestant = await startContestant(each, { cores: String(gatewayCore), profiles });
        running.push(contestant);
        const target = { url: contestant.url, operations: workload.operations, tokens };
        const sizes = await sizesOfRightAnswers({ ...target, tokens: issuer.tokens }, floor);
        contestants.push({ ...contestant, target: { ...target, sizes } });
      } catch (error) {
        const { message } = error as Error;
        if (isOurs(each.name)) throw new Error(`${each.name}: ${message}`);
        options.onLeftOut(each.name, message.slice(0, 300));
      }
    }
    const sent = new Map(contestants.map((contestant) => [contestant.name, workload.operations.length]));
    const loaded = async ({ name: to, target }: (typeof contestants)[number], time: number) => {
      const figures = await load({ ...target, milliseconds: time });
      sent.set(to, (sent.get(to) ?? 0) + figures.requests);
      return figures;
    };
    for (const contestant of contestants) await loaded(contestant, Math.min(milliseconds, 3_000));
    const start = process.hrtime.bigint();
    for (let round = 0; round < rounds; round++) {
      for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
        subgraphs.takeRequestCount();
        const [before, since] = [contestant.cpu(), performance.now()];
        const { requests, ...figures } = await loaded(contestant, milliseconds);
        const used = contestant.cpu() - before;
        onRound(contestant.name, {
          ...figures,
          cpu: used / requests,
          busy: used / (performance.now() - since),
          fetches: subgraphs.takeRequestCount() / requests,
          megabytes: contestant.memory() / 1_024,
        });
      }
    }
    const counting = contestants.find((contestant) => contestant.name === 'ours, counting');
    if (counting) {
      await counting.stop();
      await assertCounted(registry, sent.get(counting.name) ?? 0);
    }
    const during = { from: start, to: process.hrtime.bigint() };
    for (const contestant of profile ? contestants : []) {
      await contestant.stop();
      printSelfTimes(`${name}: ${contestant.name}`, path.join(folder, contestant.name), during);
    }
  } finally {
    for (const contestant of running) await contestant.stop();
    await subgraphs.stop();
    await issuer.stop();
    await collector.stop();
  }
}

/** Writes what the gateways are configured with, and finds the work of the floor. */
async function writeFiles(
  { workload }: Scenario,
  subgraphs: CannedSubgraphs,
  { folder, collector, registry, beside }: Pick<Files, 'collector' | 'registry' | 'beside'> & { folder: string },
): Promise<{ files: Files; floor: (readonly [string, FloorOperation])[] }> {
  const { schemas, operations, isOwn } = workload;
  const services = Object.entries(schemas).map(([name, schema]) => ({ name, url: subgraphs.urlOf(name), schema }));
  const composed = (change: (sdl: string) => string) =>
    composeSupergraph(services.map(({ name, url, schema }) => ({ name, url, typeDefs: change(schema) }))).supergraphSdl;
  const write = async (file: string, content: string) => {
    const at = path.join(folder, file);
    await writeFile(at, content);
    return at;
  };
  const plain = composed(withoutAuthorization);
  const floor = await Promise.all(
    operations.map(async (operation) => [operation.operationName, await floorOf(plain, operation)] as const),
  );
  const plainServices = await Promise.all(
    services.map(async ({ name, url, schema }) => ({
      name,
      url,
      file: await write(`${name}.graphql`, withoutAuthorization(schema)),
    })),
  );
  const own = composed((sdl) => sdl);
  const files = {
    own: await write('own-supergraph.graphql', own),
    plain: await write('plain-supergraph.graphql', plain),
    isOwn,
    grafbase: await write('grafbase.toml', grafbaseConfiguration(plainServices)),
    floor: await write('floor.json', JSON.stringify(Object.fromEntries(floor))),
    services,
    collector,
    registry,
    beside,
  };
  return { files, floor };
}

/** Throws unless the registry has every request. */
async function assertCounted(registry: string, requests: number): Promise<void> {
  const { rows } = await withClient(registry, (client) =>
    client.query('select sum(count)::float8 as requests from operation_counts'),
  );
  if (rows[0]?.requests !== requests) throw new Error(`counted ${rows[0]?.requests} of ${requests} requests`);
}
