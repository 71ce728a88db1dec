import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Viewer } from '#contract/viewer.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { createLog } from '#platform/log.ts';
import { startTestGateway } from '#test-kit/gateway.ts';
import { until } from '#test-kit/until.ts';
import { startTinyGraph, type TinyGraph } from '../../testing/tiny-graph.ts';
import { idOf, writeManifest } from './manifest.ts';
import type { PersistedMode } from './persisted-operations.ts';

const published = 'query Hello($name: String) { hello(name: $name) }';
const ticks = 'subscription Ticks { tick }';
const signIn = 'mutation Refresh { refreshTokens }';
const unpublished = 'query Other { hello(name: "secret") }';

let folder: string;
let file: string;
const lines: string[] = [];
const graphs = new Map<PersistedMode, TinyGraph>();

const graphIn = (mode: PersistedMode): TinyGraph => graphs.get(mode) as TinyGraph;
const write = (...bodies: string[]) =>
  writeFile(file, writeManifest(bodies.map((body) => ({ id: idOf(body), name: 'Operation', type: 'query', body }))));

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-manifest-'));
  file = path.join(folder, 'manifest.json');
  await write(published, ticks, signIn);
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  for (const mode of ['off', 'log', 'allow', 'only'] as const) {
    const graph = await startTinyGraph({
      subgraphs: [
        {
          name: 'tiny',
          typeDefs: `type Query { hello(name: String): String } type Mutation { refreshTokens: String }
            type Subscription { tick: Int }`,
          resolvers: {
            Query: { hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'you'}` },
            Mutation: { refreshTokens: () => 'refreshed' },
            Subscription: {
              tick: {
                subscribe: async function* () {
                  yield { tick: 1 };
                },
              },
            },
          },
        },
      ],
      settings: { persisted: { mode, manifest: mode === 'off' ? null : { file } } },
      verifyToken: async (token) => {
        if (token === 'expired') throw new Refusal('UNAUTHENTICATED');
        return { id: 'a1', role: token === 'admin' ? 'admin' : 'passenger' } as Viewer;
      },
      log: createLog({ name: 'gateway', level: 'info', stream }),
    });
    graphs.set(mode, graph);
  }
});

afterAll(async () => {
  await Promise.all([...graphs.values()].map((graph) => graph.stop()));
  await rm(folder, { recursive: true });
});

const json = { 'content-type': 'application/json' };
async function post(mode: PersistedMode, body: object, token?: string): Promise<string> {
  const headers = { ...json, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(graphIn(mode).url, { method: 'POST', headers, body: JSON.stringify(body) });
  return outcome(await response.json());
}

interface Answer {
  data?: { hello?: string; refreshTokens?: string };
  errors?: { extensions: { code: string } }[];
}

const outcome = ({ data, errors }: Answer): string =>
  errors?.[0]?.extensions.code ?? data?.hello ?? data?.refreshTokens ?? '';

const apollo = (body: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: idOf(body) } } });
const notAllowed = 'OPERATION_NOT_ALLOWED';
const notFound = 'PERSISTED_QUERY_NOT_FOUND';

describe('an operation', () => {
  test.each<[string, object, Record<PersistedMode, string>]>([
    [
      'published, by its id',
      apollo(published),
      { off: notFound, log: 'hello you', allow: 'hello you', only: 'hello you' },
    ],
    [
      'published, by its document id',
      { documentId: `sha256:${idOf(published)}` },
      { off: notFound, log: 'hello you', allow: 'hello you', only: 'hello you' },
    ],
    [
      'published, by its text',
      { query: published },
      { off: 'hello you', log: 'hello you', allow: 'hello you', only: notAllowed },
    ],
    [
      'published, by its text in another layout',
      { query: `# note\n${published.replaceAll(' ', '  ')}` },
      { off: 'hello you', log: 'hello you', allow: 'hello you', only: notAllowed },
    ],
    [
      'published, by its id and its text',
      { query: published, ...apollo(published) },
      { off: 'hello you', log: 'hello you', allow: 'hello you', only: 'hello you' },
    ],
    [
      'that is not published',
      { query: unpublished },
      { off: 'hello secret', log: 'hello secret', allow: notAllowed, only: notAllowed },
    ],
    [
      'that is not published, with its digest',
      { query: unpublished, ...apollo(unpublished) },
      { off: 'hello secret', log: 'hello secret', allow: notAllowed, only: notAllowed },
    ],
    [
      'that is not published, by its digest alone',
      apollo(unpublished),
      { off: 'hello secret', log: 'hello secret', allow: notAllowed, only: notFound },
    ],
    [
      'under the id of a published one',
      { query: unpublished, ...apollo(published) },
      { off: 'BAD_REQUEST', log: 'BAD_REQUEST', allow: 'BAD_REQUEST', only: 'BAD_REQUEST' },
    ],
  ])('%s', async (_, body, expected) => {
    const modes = ['off', 'log', 'allow', 'only'] as const;
    const outcomes = await Promise.all(modes.map(async (mode) => [mode, await post(mode, body)]));
    expect(Object.fromEntries(outcomes)).toEqual(expected);
  });

  test.each(['allow', 'only'] as const)('of an admin runs in the mode %s, of a passenger not', async (mode) => {
    const body = { query: 'query Sandbox { hello(name: "admin") }' };
    expect([await post(mode, body, 'admin'), await post(mode, body, 'passenger')]).toEqual(['hello admin', notAllowed]);
  });

  test('that an admin has sent with its digest is not known to others', async () => {
    const query = 'query OfAdmin { hello(name: "admin") }';
    expect(await post('only', { query, ...apollo(query) }, 'admin')).toBe('hello admin');
    expect(await post('only', apollo(query), 'admin')).toBe('hello admin');
    expect(await post('only', apollo(query), 'passenger')).toBe(notFound);
  });

  test('by its id has variables, by GET too', async () => {
    const variables = { name: 'Mona' };
    expect(await post('only', { documentId: idOf(published), variables })).toBe('hello Mona');
    const byApollo: Record<string, string> = { extensions: JSON.stringify(apollo(published).extensions) };
    for (const id of [{ documentId: `sha256:${idOf(published)}` }, byApollo]) {
      const search = new URLSearchParams({ ...id, variables: JSON.stringify(variables) });
      const response = await fetch(`${graphIn('only').url}?${search}`, { headers: json });
      expect(outcome(await response.json())).toBe('hello Mona');
    }
  });

  test('that only signs in runs with an expired token, by its id too, where clients may send it', async () => {
    const send = (mode: PersistedMode, body: object) => post(mode, body, 'expired');
    const refused = 'UNAUTHENTICATED';
    for (const mode of ['log', 'allow', 'only'] as const) {
      expect([mode, await send(mode, apollo(signIn))]).toEqual([mode, 'refreshed']);
      expect([mode, await send(mode, { documentId: idOf(signIn) })]).toEqual([mode, 'refreshed']);
      expect([mode, await send(mode, apollo(published))]).toEqual([mode, refused]);
    }
    expect([await send('allow', { query: signIn }), await send('only', { query: signIn })]).toEqual([
      'refreshed',
      refused,
    ]);
    const other = 'mutation Other { refreshTokens }';
    expect([await send('off', apollo(other)), await send('off', { query: other, ...apollo(other) })]).toEqual([
      refused,
      'refreshed',
    ]);
    expect(await send('off', apollo(other))).toBe('refreshed');
    expect([await send('allow', { query: other }), await send('only', { query: other })]).toEqual([
      notAllowed,
      refused,
    ]);
  });

  test('of a WebSocket is checked too', async () => {
    const codeOf = async (query: string, extensions?: Record<string, unknown>, mode: PersistedMode = 'only') => {
      const watching = graphIn(mode).watch(query, extensions ? { extensions } : {});
      await until(() => watching.ended() !== null || watching.events.length > 0);
      const ended = watching.ended();
      const result = watching.events[0]?.data ?? ended;
      await watching.stop();
      return result;
    };
    expect(await codeOf('', apollo(ticks).extensions)).toEqual({ tick: 1 });
    expect(await codeOf(ticks)).toMatchObject({ error: [{ extensions: { code: notAllowed } }] });
    expect(await codeOf('', apollo('subscription { tick }').extensions)).toMatchObject({
      error: [{ extensions: { code: notFound } }],
    });
    expect(await codeOf(`${ticks} # in another layout`, {}, 'allow')).toEqual({ tick: 1 });
    expect(await codeOf('subscription Other { tick }', {}, 'allow')).toMatchObject({
      error: [{ extensions: { code: notAllowed } }],
    });
    expect(await codeOf('', { persistedQuery: { version: 2 } })).toMatchObject({
      error: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('of an event stream is checked too', async () => {
    const stream = async (body: object) => {
      const headers = { ...json, accept: 'text/event-stream' };
      const response = await fetch(graphIn('only').url, { method: 'POST', headers, body: JSON.stringify(body) });
      return response.text();
    };
    expect(await stream({ documentId: idOf(ticks) })).toContain('{"data":{"tick":1}}');
    expect(await stream({ query: ticks })).toContain(notAllowed);
  });
});

test('an operation that is not published is logged once, by names of the schema alone', async () => {
  const query = 'query Layla { layla: hello(name: "+966500000001") }';
  await post('log', { query });
  await post('log', { query: `${query} # again` });
  const logged = lines.filter((line) => line.includes('an operation is not published') && !line.includes('Layla'));
  const of = logged.map((line) => JSON.parse(line)).filter(({ fields }) => fields.includes('hello'));
  expect(of.length).toBe(new Set(of.map(({ signature }) => signature)).size);
  expect(lines.join('')).not.toMatch(/Layla|layla|966500000001/);
});

test('counts what is published, and what is not', async () => {
  const metrics = await (await fetch(new URL('/metrics', graphIn('allow').url))).text();
  expect(metrics).toMatch(/^published_operations\{[^}]*\} 3$/m);
  expect(metrics).toMatch(/^unpublished_operations_total\{mode="allow"[^}]*\} [1-9]/m);
});

test('a valid change of the manifest is loaded without a restart, an invalid one is refused', async () => {
  const added = 'query Added { hello(name: "added") }';
  expect(await post('only', { documentId: idOf(added) })).toBe(notFound);
  await write(published, ticks, added);
  await until(async () => (await post('only', { documentId: idOf(added) })) === 'hello added');
  await writeFile(file, 'invalid');
  await until(() => lines.some((line) => line.includes('invalid manifest of operations refused')));
  expect(await post('only', { documentId: idOf(added) })).toBe('hello added');
});

test('a gateway does not start without its manifest', async () => {
  const manifest = { file: path.join(folder, 'missing.json') };
  const settings = { foreign: true, supergraph: graphIn('off').file, persisted: { mode: 'only', manifest } } as const;
  await expect(startTestGateway({ settings })).rejects.toThrow('The published operations cannot be read');
});
