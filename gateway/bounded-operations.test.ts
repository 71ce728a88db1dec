import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway } from '#test-kit/gateway.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { documentBounds } from './admission/document-bounds.ts';
import type { RunningGateway } from './gateway.ts';
import { defaultPlanBounds } from './planning/planner.ts';
import { maxQueuedPlans } from './planning/pool/planning-lane.ts';
import { hardSupergraph, longToPlan } from './testing/hard-graph.ts';

const time = 500;

let folder: string;
let gateway: RunningGateway;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-hard-graph-'));
  const supergraph = path.join(folder, 'supergraph.graphql');
  await writeFile(supergraph, hardSupergraph());
  gateway = await startTestGateway({
    settings: {
      supergraph,
      foreign: true,
      planning: {
        workers: 1,
        bounds: { ...defaultPlanBounds, time },
        unplannable: 'null',
        knownOperations: null,
      },
    },
  });
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true });
});

const send = (query: string) => requestGraphQL(gateway.url, query);

describe('an operation that takes too long to plan', () => {
  test('is refused, and operations that are planned already are answered meanwhile', async () => {
    await send('{ __typename }');
    const answered: string[] = [];
    const hostile = send(longToPlan(5)).then((response) => {
      answered.push('hostile');
      return response;
    });
    for (let at = 0; at < 3; at++) {
      expect(await send('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
      answered.push('other');
    }
    const { errors, data } = await hostile;
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_LARGE', limit: time });
    expect(answered).toEqual(['other', 'other', 'other', 'hostile']);
  }, 60_000);

  test('costs nobody else a plan afterwards', async () => {
    const { errors } = await send('{ items { id } }');
    expect(errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  }, 60_000);
});

test('an operation that finds the queue of the planner full may be repeated at the time in Retry-After, and is measured', async () => {
  const hostile = send(longToPlan(6));
  const headers = { 'content-type': 'application/json' };
  const answers = await Promise.all(
    Array.from({ length: maxQueuedPlans + 50 }, async (_, at) => {
      const body = JSON.stringify({ query: `{ items { a${at}: id } }` });
      const response = await fetch(gateway.url, { method: 'POST', headers, body });
      return { response, code: (await response.json()).errors[0].extensions.code };
    }),
  );
  await hostile;
  const refused = answers.filter(({ code }) => code === 'RATE_LIMITED');
  expect(refused.length).toBeGreaterThan(0);
  for (const { response } of refused)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  const metrics = await (await fetch(new URL('/metrics', gateway.url))).text();
  const failed = /^graphql_operation_duration_seconds_count\{.*outcome="failed".*\} (\d+)$/m.exec(metrics)?.[1];
  expect(Number(failed)).toBeGreaterThanOrEqual(refused.length);
}, 60_000);

describe('a document that is too large', () => {
  const fields = (count: number) => Array.from({ length: count }, (_, at) => `a${at}: __typename`).join(' ');
  /** A fragment with half the fields of the bound, spread twice. */
  const spread = (more: string) => `{ ...F ...F ${more} } fragment F on Query { ${fields(documentBounds.fields / 2)} }`;
  const nested = (depth: number) => `${'{ a '.repeat(depth)}${'} '.repeat(depth)}`;
  /** Has 141 * 140 / 2 + 16 * 15 / 2 + 5 * 4 / 2 pairs, which is the bound. */
  const repeated = (more: string) => `{ ${'a: __typename '.repeat(141)} ${'b '.repeat(16)} ${'c '.repeat(5)} ${more} }`;

  test.each([
    ['fields', spread(''), spread('b: __typename')],
    ['depth', nested(documentBounds.depth), nested(documentBounds.depth + 1)],
    ['tokens', `{ ${fields(1_666)} }`, `{ ${fields(1_666)} a }`],
    ['comparisons', repeated(''), repeated('d d')],
  ] as const)('by its %s is refused, one at the bound is not', async (bound, at, above) => {
    const codes = ((await send(at)).errors ?? []).map(({ extensions }) => extensions.code);
    expect(codes).not.toContain('OPERATION_TOO_LARGE');
    const refused = await send(above);
    const limit = documentBounds[bound];
    expect(refused.errors?.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'OPERATION_TOO_LARGE', limit, actual: limit + 1 },
    ]);
  });

  test('by fragments that double is refused before it is validated', async () => {
    const levels = Array.from({ length: 40 }, (_, at) => `fragment F${at} on Item { a ...F${at + 1} ...F${at + 1} }`);
    const begin = process.cpuUsage();
    const { errors } = await send(`{ items { ...F0 } } ${levels.join(' ')} fragment F40 on Item { id }`);
    expect(errors?.[0]?.extensions.code).toBe('OPERATION_TOO_LARGE');
    expect(process.cpuUsage(begin).user).toBeLessThan(500_000);
  });

  test('by fragments that double is refused with the number of fields that it expands to', async () => {
    const levels = Array.from(
      { length: 13 },
      (_, at) => `fragment F${at} on Item { a${at}: id x: next1 { ...G${at} } ...F${at + 1} b: id ...F${at + 1} }`,
    );
    const { errors } = await send(`{ items { ...F0 } } ${levels.join(' ')} fragment F13 on Item { id }`);
    expect(errors?.[0]?.extensions.code).toBe('OPERATION_TOO_LARGE');
    expect(Number(errors?.[0]?.extensions.actual)).toBeGreaterThan(2 ** 13);
  });
});
