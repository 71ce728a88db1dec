import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '#test-kit/free-port.ts';
import { command } from '#test-kit/process.ts';
import { composeSupergraph } from '../../../gateway/supergraph/compose.ts';
import type { LoadTarget } from './open-loop.ts';

/** Milliseconds in which the subgraph answers: those of a statement or two. */
const answerTime = 4;
/** Items of an answer. Shaping and writing them keeps the gateway busy for about a millisecond. */
const items = 500;

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@listSize"])
  type Query { items: [Item!]! @listSize(assumedSize: ${items}) }
  type Item { id: ID! name: String! price: Int! note: String }`;

const query = '{ items { id name price note } }';
const data = {
  items: Array.from({ length: items }, (_, at) => ({
    id: `item ${at}`,
    name: `The name of item ${at}`,
    price: at,
    note: at % 3 === 0 ? null : 'a note of some length',
  })),
};

export interface LoadedGateway {
  target: LoadTarget;
  stop(): Promise<void>;
}

/**
 * Starts a gateway in a process of its own, over a subgraph that takes some milliseconds.
 *
 * @param isPinned whether the gateway stays on one core where the machine has several, which keeps figures alike.
 */
export async function startLoadedGateway(
  environment: Record<string, string>,
  { isPinned }: { isPinned: boolean },
): Promise<LoadedGateway> {
  const answer = Buffer.from(JSON.stringify({ data }));
  const subgraph = createServer((request, response) => {
    request.resume();
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
    }, answerTime);
  });
  await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
  const { port } = subgraph.address() as AddressInfo;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-overload-'));
  const file = path.join(folder, 'supergraph.graphql');
  const url = `http://127.0.0.1:${port}/`;
  await writeFile(file, composeSupergraph([{ name: 'items', url, typeDefs }]).supergraphSdl);
  const ownPort = await freePort();
  const pin = isPinned && process.platform === 'linux' && os.cpus().length > 1 ? ['taskset', '-c', '0'] : [];
  const [program = '', ...args] = [
    ...pin,
    process.execPath,
    '--max-semi-space-size=32',
    'gateway/main.ts',
    ...['--supergraph', file, '--port', String(ownPort)],
  ];
  const gateway = command(program, args, { SHARE_QUERIES: 'false', ACCESS_LOG: 'false', ...environment });
  await gateway.prints('"msg":"ready"');
  const body = JSON.stringify({ query });
  const size = Buffer.byteLength(JSON.stringify({ data }));
  return {
    target: { url: `http://127.0.0.1:${ownPort}/graphql`, body, size },
    stop: async () => {
      gateway.signal('SIGTERM');
      await gateway.exited();
      subgraph.closeAllConnections();
      await new Promise((resolve) => subgraph.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
