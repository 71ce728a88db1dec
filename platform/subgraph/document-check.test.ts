import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { Refusal } from '../errors/refusal.ts';
import { documentCheck } from './document-check.ts';

const bounds = { tokens: 100, fields: 20, depth: 5, comparisons: 50 };

let app: FastifyInstance;

beforeAll(() => {
  const check = documentCheck(bounds);
  app = Fastify();
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: async (request) => {
      const refusal = check(request)?.originalError;
      return refusal instanceof Refusal ? { code: refusal.code, details: refusal.details } : null;
    },
  });
});

afterAll(() => app.close());

const post = async (query: unknown) => (await app.inject({ method: 'POST', url: '/', payload: { query } })).json();
const get = async (query: string) => (await app.inject({ method: 'GET', url: '/', query: { query } })).json();
const aliases = (count: number) => Array.from({ length: count }, (_, at) => `a${at}: x`).join(' ');

describe('a document at a subgraph', () => {
  test('passes at the bounds, also when it is sent again', async () => {
    for (const _ of [1, 2]) expect(await post(`{ ${aliases(20)} }`)).toBeNull();
    expect(await get(`{ ${aliases(20)} }`)).toBeNull();
  });

  const items = (count: number) => `{ x(a: [${'1 '.repeat(count)}]) }`;
  /** 45 pairs of x, 3 of y, 1 of z, and those of w. */
  const repeated = (count: number) => `{ ${'x '.repeat(10)} y y y z z ${'w '.repeat(count)} }`;

  test.each([
    ['fields', `{ ${aliases(20)} }`, `{ ${aliases(21)} }`, { limit: 20, actual: 21 }],
    ['depth', '{ a { b { c { d { e } } } } }', '{ a { b { c { d { e { f } } } } } }', { limit: 5, actual: 6 }],
    ['tokens', items(91), items(92), { limit: 100, actual: 101 }],
    ['comparisons', repeated(2), repeated(3), { limit: 50, actual: 52 }],
  ])('passes at the bound of %s and is refused above it, by POST and by GET', async (_, at, above, details) => {
    for (const send of [post, get]) {
      expect(await send(at)).toBeNull();
      expect(await send(above)).toEqual({ code: 'OPERATION_TOO_LARGE', details });
    }
  });

  test('is refused however often it is sent', async () => {
    for (const _ of [1, 2]) expect(await post(`{ ${aliases(21)} }`)).toMatchObject({ code: 'OPERATION_TOO_LARGE' });
  });

  test('that is no document is left to the server', async () => {
    expect(await post('{')).toBeNull();
    expect(await post({ a: 1 })).toBeNull();
  });
});
