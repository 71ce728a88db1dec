import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { freePort } from '#test-kit/free-port.ts';
import { command, killCommands } from '#test-kit/process.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { composeSupergraph } from './supergraph/compose.ts';
import { startTinySubgraph, type TinySubgraph } from './testing/tiny-subgraph.ts';

let folder: string;
let file: string;
let subgraph: TinySubgraph;
/** The query waits for it. */
const release = Promise.withResolvers<void>();
let waiting = 0;

beforeAll(async () => {
  subgraph = await startTinySubgraph({
    name: 'things',
    typeDefs: 'type Query { slow: String } type Subscription { ticks: Int }',
    resolvers: {
      Query: {
        slow: async () => {
          waiting++;
          await release.promise;
          return 'done';
        },
      },
      Subscription: {
        ticks: {
          subscribe: async function* () {
            yield { ticks: 1 };
            await new Promise(() => {});
          },
        },
      },
    },
  });
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-drain-'));
  file = path.join(folder, 'supergraph.graphql');
  await writeFile(file, composeSupergraph([subgraph]).supergraphSdl);
});

afterEach(killCommands);

afterAll(async () => {
  await subgraph.stop();
  await rm(folder, { recursive: true });
});

test('a process that gets a signal to stop is unready first, sends its sockets away, ends its requests, and exits', async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const gateway = command(process.execPath, ['gateway/main.ts', '--supergraph', file, '--port', String(port)], {
    DRAIN_SECONDS: '3',
  });
  await gateway.prints('"ready"');
  const ready = async () => (await fetch(`${origin}/health/ready`)).status;
  expect(await ready()).toBe(200);
  const watches = Array.from({ length: 10 }, () => watch(`${origin}/graphql`, 'subscription { ticks }'));
  for (const each of watches) expect(await each.next()).toEqual({ data: { ticks: 1 } });
  let closed = 0;
  const closing = watches.map(async (each) => {
    const { code, reason } = await each.closed;
    closed++;
    return [code, reason];
  });
  const slow = requestGraphQL(`${origin}/graphql`, '{ slow }');
  await until(() => waiting === 1);

  gateway.signal('SIGTERM');
  await until(async () => (await ready()) === 503);
  // The first is closed at once, and the last by the end.
  expect(closed).toBeLessThan(watches.length);
  const refused = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws').on('error', () => {});
  const [, response] = (await once(refused, 'unexpected-response')) as [unknown, http.IncomingMessage];
  expect(response.statusCode).toBe(503);
  expect(new Set((await Promise.all(closing)).map(String))).toEqual(new Set(['1012,Service restart']));
  release.resolve();
  expect((await slow).data).toEqual({ slow: 'done' });
  expect(await gateway.exited()).toBe(0);
  expect(gateway.output()).not.toMatch(/"level":[45]0/);
});
