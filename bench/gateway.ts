import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { composeSupergraph } from '../gateway/supergraph/compose.ts';
import { startCannedSubgraphs } from './gateway/canned-subgraphs.ts';
import { type Contestant, startContestant, starts } from './gateway/contestants.ts';
import { type FloorOperation, floorOf } from './gateway/floor-waves.ts';
import { answersOf, type LoadOptions, load } from './gateway/load.ts';
import { clients, federation, type Workload, withoutAuthorization } from './gateway/workloads.ts';
import { ratioOf, spreadOf, writeReport } from './report.ts';

const connections = 50;
const issuer = 'http://127.0.0.1:4000';
/** The gateways have one core, everything else the other. */
const [gatewayCore, ownCore] = [0, 1];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const milliseconds = Number(values.seconds) * 1_000;
const rounds = Number(values.rounds);

type Figures = Record<string, number>;
const measured = new Map<string, Figures[]>();
/** Whose answers are wrong, and so are not counted. */
const wrong = new Map<string, string>();

/** A key of the benchmark's own, and tokens that are signed by it. */
async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' }] });
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(keys));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sign = (at: number) =>
    new SignJWT({ sid: `az_${at}`, scope: 'admin' })
      .setProtectedHeader({ alg: 'ES256', kid: 'bench' })
      .setSubject(`a_${String(at).padStart(32, '0')}`)
      .setIssuer(issuer)
      .setAudience('masar-eagle-api')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    tokens: await Promise.all(Array.from({ length: connections }, (_, at) => sign(at))),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function run(workload: Workload, folder: string): Promise<void> {
  const { name, schemas, operations, withTokens } = workload;
  const subgraphs = await startCannedSubgraphs(
    Object.fromEntries(Object.entries(schemas).map(([each, sdl]) => [each, withoutAuthorization(sdl)])),
  );
  const tokens = await startIssuer();
  const composed = (change: (sdl: string) => string) =>
    composeSupergraph(
      Object.entries(schemas).map(([each, sdl]) => ({ name: each, url: subgraphs.urlOf(each), typeDefs: change(sdl) })),
    ).supergraphSdl;
  const file = async (suffix: string, content: string) => {
    const at = path.join(folder, `${name}-${suffix}`);
    await writeFile(at, content);
    return at;
  };
  const plain = composed(withoutAuthorization);
  const floor = await Promise.all(
    operations.map(async (operation) => [operation.operationName, await floorOf(plain, operation)] as const),
  );
  const files = {
    own: await file(
      'own.graphql',
      composed((sdl) => sdl),
    ),
    plain: await file('plain.graphql', plain),
    floor: await file('floor.json', JSON.stringify(Object.fromEntries(floor))),
    services: Object.entries(schemas).map(([each, schema]) => ({ name: each, url: subgraphs.urlOf(each), schema })),
  };
  const environment = { JWKS_URL: tokens.jwksUrl, AUTH_ISSUER: issuer, METRICS_PORT: '', NODE_ENV: 'development' };
  // It reads the first version of Federation alone, which our own schemas are not written in.
  const able = starts(files, environment).filter((each) => each.name !== 'mercurius' || name === 'federation');
  const wanted = able.filter((each) => !values.only || values.only.split(';').includes(each.name));

  const sent = { operations, tokens: withTokens ? tokens.tokens : tokens.tokens.map(() => null) };
  const contestants: Contestant[] = [];
  try {
    for (const each of wanted) {
      const contestant = await startContestant(each, gatewayCore);
      contestants.push(contestant);
      const fault = await faultOf(contestant.url, sent, floor);
      if (fault === null) {
        await load({ url: contestant.url, ...sent, milliseconds: Math.min(milliseconds, 3_000) });
        continue;
      }
      if (each.name.startsWith('ours')) throw new Error(`${each.name}: ${fault}`);
      wrong.set(`${name}: ${each.name}`, fault);
      contestants.pop();
      await contestant.stop();
    }
    for (let round = 0; round < rounds; round++) {
      for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
        const { url } = contestant;
        subgraphs.counted();
        const [before, begun] = [contestant.cpu(), performance.now()];
        const { requests, ...figures } = await load({ url, ...sent, milliseconds });
        const used = contestant.cpu() - before;
        const measures = {
          ...figures,
          cpu: used / requests,
          busy: used / (performance.now() - begun),
          fetches: subgraphs.counted() / requests,
          megabytes: contestant.memory() / 1_024,
        };
        const row = `${name}: ${contestant.name}`;
        measured.set(row, [...(measured.get(row) ?? []), measures]);
      }
    }
  } finally {
    for (const contestant of contestants) await contestant.stop();
    await subgraphs.stop();
    await tokens.stop();
  }
}

/** What is wrong about a gateway's answers; null where all are right. */
async function faultOf(
  url: string,
  sent: Pick<LoadOptions, 'operations' | 'tokens'>,
  floor: (readonly [string, FloorOperation])[],
): Promise<string | null> {
  try {
    const answers = await answersOf({ url, ...sent });
    for (const [at, [name, { answer }]] of floor.entries()) {
      const place = firstDifference(answers[at], answer.data);
      if (place !== null) return `${name} at ${place}`;
    }
    return null;
  } catch (error) {
    return (error as Error).message.slice(0, 300);
  }
}

/** Where two answers differ first; null where they are the same, whatever the order of their keys. */
function firstDifference(one: unknown, other: unknown, place = 'data'): string | null {
  if (isDeepStrictEqual(one, other)) return null;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) {
    return `${place}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  }
  const [left, right] = [one, other] as Record<string, unknown>[];
  const keys = [...Object.keys(one), ...Object.keys(other)];
  const key = keys.find((each) => !isDeepStrictEqual(left?.[each], right?.[each])) ?? '';
  return firstDifference(left?.[key], right?.[key], `${place}.${key}`);
}

/** Of a workload: ours to each of the others, and to the floor. */
function ratiosOf(workload: string): Record<string, number> {
  const of = (name: string, figure: string) =>
    (measured.get(`${workload}: ${name}`) ?? []).map((each) => each[figure] ?? 0);
  const speed = (one: string, other: string) => ratioOf(of(one, 'requestsPerSecond'), of(other, 'requestsPerSecond'));
  const ratios = {
    apollo: speed('ours', 'apollo'),
    floor: speed('ours', 'floor'),
    p99: ratioOf(of('ours', 'p99'), of('apollo', 'p99')),
    hive: speed('ours', 'hive'),
    hiveRust: speed('ours', 'hive, rust planner'),
    mercurius: speed('ours', 'mercurius'),
    memory: ratioOf(of('ours', 'megabytes'), of('apollo', 'megabytes')),
    sharing: speed('ours, sharing', 'ours'),
  };
  return Object.fromEntries(
    Object.entries(ratios)
      .filter(([, ratio]) => Number.isFinite(ratio))
      .map(([name, ratio]) => [workload === federation.name ? name : `${workload}.${name}`, ratio]),
  );
}

const others = path.join(import.meta.dirname, 'gateway', 'contestants');
if (!existsSync(path.join(others, 'node_modules'))) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: others, stdio: 'inherit' });
}
execFileSync('taskset', ['-cp', String(ownCore), String(process.pid)], { stdio: 'ignore' });
const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-bench-'));
try {
  const workloads = [federation, clients()];
  for (const workload of workloads) await run(workload, folder);
  await writeReport('gateway', {
    command: 'npm run bench:gateway',
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
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
