import { describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { InProcessFeed } from '../messaging/live/live-feed.ts';
import { type BatchLoad, RequestContext } from './request-context.ts';

const now = new Date('2030-01-01T00:00:00Z');
const viewer: Viewer = { id: 'p_1', role: 'passenger', sid: null, name: null, phoneNumber: null, expiresAt: 0 };
let forks = 0;
const em = { fork: () => ({ fork: ++forks }) } as unknown as EntityManager;

const contextOf = (who: Viewer | null = viewer) =>
  new RequestContext(
    { viewer: who, token: null, address: '', requestId: 'r', acceptLanguage: undefined, traceparent: '00-1' },
    { em, clock: { now: () => now }, newId: (prefix) => `${prefix}_new`, feed: new InProcessFeed(), wake: () => {} },
  );

/** Knows the keys that begin with k, and remembers what it was asked for. */
function batches() {
  const asked: (readonly string[])[] = [];
  const load: BatchLoad<string, string> = async (_em, keys) => {
    asked.push(keys);
    return new Map(keys.filter((key) => key.startsWith('k')).map((key) => [key, `row of ${key}`]));
  };
  return { asked, load };
}

describe('load', () => {
  test('asks once for all that is wanted at the same moment, each key once; null where there is none', async () => {
    const { asked, load } = batches();
    const context = contextOf();
    const rows = await Promise.all(['k2', 'x', 'k1', 'k2'].map((key) => context.load(load, key)));
    expect(rows).toEqual(['row of k2', null, 'row of k1', 'row of k2']);
    expect(asked).toEqual([['k2', 'x', 'k1']]);
  });

  test('keeps kinds apart, and what it has read until it is renewed', async () => {
    const [one, other] = [batches(), batches()];
    const context = contextOf();
    await Promise.all([context.load(one.load, 'k1'), context.load(other.load, 'k1')]);
    await context.load(one.load, 'k1');
    expect([one.asked, other.asked]).toEqual([[['k1']], [['k1']]]);
    context.renew();
    await context.load(one.load, 'k1');
    expect(one.asked).toEqual([['k1'], ['k1']]);
  });

  test('asks for no more than a bounded number at once', async () => {
    const { asked, load } = batches();
    const context = contextOf();
    await Promise.all(Array.from({ length: 1_001 }, (_, at) => context.load(load, `k${at}`)));
    expect(asked.map(({ length }) => length)).toEqual([1_000, 1]);
  });

  test('a batch that fails fails for each that asked', async () => {
    const failing: BatchLoad<string, string> = () => Promise.reject(new Error('no database'));
    const context = contextOf();
    const results = await Promise.allSettled([context.load(failing, 'a'), context.load(failing, 'b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

test('an operation has one unit of work; after a renewal, and for the next event, another', () => {
  const context = contextOf();
  const first = context.em;
  expect(context.em).toBe(first);
  expect(context.fresh().em).not.toBe(first);
  expect(context.fresh().viewer).toBe(viewer);
  context.renew();
  expect(context.em).not.toBe(first);
});

test('a use case is given the actor, the time, ids and the trace, and never an anonymous actor', () => {
  const action = contextOf().actionContext();
  expect(action).toMatchObject({ actor: viewer, now, traceparent: '00-1' });
  expect(action.newId('t')).toBe('t_new');
  expect(() => contextOf(null).actionContext()).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
});
