import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway } from '#test-kit/gateway.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { documentBounds } from './admission/document-bounds.ts';
import type { RunningGateway } from './gateway.ts';
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
        bounds: { time, memory: 512, paths: 1_000, plans: 1_000 },
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

describe('a document that is too large', () => {
  const fields = (count: number) => Array.from({ length: count }, (_, at) => `a${at}: __typename`).join(' ');
  /** A fragment with half the fields of the bound, spread twice. */
  const spread = (more: string) => `{ ...F ...F ${more} } fragment F on Query { ${fields(documentBounds.fields / 2)} }`;
  const nested = (depth: number) => `${'next1 { next2 { next3 { next4 { '.repeat(depth)}`;

  test.each([
    ['fields', spread(''), spread('b: __typename'), documentBounds.fields],
    ['tokens', `{ ${fields(1_665)} a }`, `{ ${fields(1_700)} }`, documentBounds.tokens],
  ])('by its %s is refused, one at the bound is not', async (_, at, above, limit) => {
    const admitted = await send(at);
    expect(admitted.errors?.[0]?.extensions.code).not.toBe('OPERATION_TOO_LARGE');
    const refused = await send(above);
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_LARGE', limit });
  });

  test('by its depth is refused before it is validated', async () => {
    const { errors } = await send(`{ items { ${nested(30)} id ${'} } } }'.repeat(30)} } }`);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'OPERATION_TOO_LARGE',
      limit: documentBounds.depth,
      actual: 122,
    });
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
