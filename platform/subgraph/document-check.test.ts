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

  test.each([
    ['fields', `{ ${aliases(21)} }`, { limit: 20, actual: 21 }],
    ['depth', '{ a { b { c { d { e { f } } } } } }', { limit: 5, actual: 6 }],
    ['tokens', `{ ${'x '.repeat(120)} }`, { limit: 100, actual: 101 }],
    ['comparisons', `{ ${'x '.repeat(12)} }`, { limit: 50, actual: 66 }],
  ])('is refused above the bound of %s, by POST and by GET', async (_, query, details) => {
    for (const refused of [await post(query), await get(query)]) {
      expect(refused).toMatchObject({ code: 'OPERATION_TOO_LARGE', details });
    }
  });

  test('that is no document is left to the server', async () => {
    expect(await post('{')).toBeNull();
    expect(await post({ a: 1 })).toBeNull();
  });
});
