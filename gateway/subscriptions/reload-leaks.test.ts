import { readFile, writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import type { FederatedGraph } from '../supergraph/federated-graph.ts';
import { ServedGraph } from '../supergraph/served-graph.ts';
import { type RawSocket, rawSocket } from '../testing/raw-socket.ts';
import { accepts, type RawStream, resultsOf } from '../testing/raw-stream.ts';
import { startTickingGraph, type TickingGraph } from '../testing/ticking-graph.ts';

/** The graphs that the gateway has served, in order. */
const graphs: WeakRef<FederatedGraph>[] = [];
let graph: TickingGraph;
let supergraph: string;
const { replace } = ServedGraph.prototype;

beforeAll(async () => {
  ServedGraph.prototype.replace = function (next) {
    graphs.push(new WeakRef(this.current.graph));
    replace.call(this, next);
  };
  graph = await startTickingGraph({ settings: { foreign: false } });
  supergraph = await readFile(graph.file, 'utf8');
});

afterAll(async () => {
  ServedGraph.prototype.replace = replace;
  await graph.stop();
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Serves a supergraph that differs from the one before in a comment of a type. */
async function reload(version: number): Promise<void> {
  const before = graphs.length;
  await writeFile(graph.file, `${supergraph}\n"Version ${version}" scalar Version${version}`);
  await until(() => graphs.length > before);
}

const operations = [
  'subscription { ticks { n item { fact } } }',
  'subscription { ticks { n } }',
  'subscription Named { ticks { n } }',
  'subscription { ticks(step: 2) { n } }',
];

async function subscribeAll(socket: RawSocket): Promise<RawStream[]> {
  for (const [at, query] of operations.entries()) socket.subscribe(String(at), query);
  const kinds = [accepts.eventStream, accepts.multipart];
  return Promise.all(operations.flatMap((query) => kinds.map((accept) => graph.send({ query }, accept))));
}

/** The handles and the timers that keep the process alive, by kind. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

test('subscriptions over every transport live through changes of the supergraph, and no old one stays in memory', async () => {
  const socket = await rawSocket(graph.url);
  const streams = await subscribeAll(socket);
  await graph.listening(3 * operations.length);
  for (let version = 1; version <= 3; version++) {
    await reload(version);
    graph.tick(version);
    for (const each of streams) await each.sees(`"n":${version}`);
  }
  await until(() => {
    collect();
    return graphs.every((each) => each.deref() === undefined);
  }, 30_000);
  graph.tick(4);
  for (const each of streams) await each.sees('"n":4');
  const sse = streams.filter((_, at) => at % 2 === 0);
  for (const each of sse) expect(resultsOf(each.text())).toHaveLength(4);
  socket.terminate();
  await graph.close();
}, 60_000);

test('the timers and handles of a process do not grow from round to round', async () => {
  const round = async (version: number) => {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => rawSocket(graph.url)));
    for (const socket of sockets) await subscribeAll(socket);
    await graph.listening(10 * 3 * operations.length);
    await reload(10 + version);
    graph.tick(version);
    const hasResults = ({ messages }: RawSocket) =>
      messages.filter(({ type }) => type === 'next').length >= operations.length;
    await until(() => sockets.every(hasResults));
    for (const socket of sockets) socket.terminate();
    await graph.close();
  };
  await round(0);
  const first = resources();
  for (let later = 1; later <= 3; later++) {
    await round(later);
    // Connections and timers of the last requests end a moment later.
    await until(() => Object.entries(resources()).every(([kind, count]) => count <= (first[kind] ?? 0)), 20_000);
  }
}, 120_000);
