import { describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { InProcessFeed } from '../messaging/live/live-feed.ts';
import { RequestContext } from './request-context.ts';
import { type BatchLoad, RowLoader } from './row-loader.ts';

const now = new Date('2030-01-01T00:00:00Z');
const viewer: Viewer = { id: 'p_1', role: 'passenger', sid: null, name: null, phoneNumber: null, expiresAt: 0 };
let forks = 0;
const em = { fork: () => ({ fork: ++forks }) } as unknown as EntityManager;

const contextOf = (caller: Viewer | null = viewer) =>
  new RequestContext(
    { viewer: caller, token: null, address: '', requestId: 'r', acceptLanguage: undefined, traceparent: '00-1' },
    { em, clock: { now: () => now }, newId: (prefix) => `${prefix}_new`, feed: new InProcessFeed(), wake: () => {} },
    new AbortController().signal,
  );

/** Finds the keys that begin with k, and records the batches. */
function batches() {
  const requested: (readonly string[])[] = [];
  const load: BatchLoad<string, string> = async (_em, keys) => {
    requested.push(keys);
    return new Map(keys.filter((key) => key.startsWith('k')).map((key) => [key, `row of ${key}`]));
  };
  return { requested, load };
}

describe('load', () => {
  test('reads the keys of one tick in one batch, each key once; a missing row is null', async () => {
    const { requested, load } = batches();
    const context = contextOf();
    const rows = await Promise.all(['k2', 'x', 'k1', 'k2'].map((key) => context.load(load, key)));
    expect(rows).toEqual(['row of k2', null, 'row of k1', 'row of k2']);
    expect(requested).toEqual([['k2', 'x', 'k1']]);
  });

  test('has a batch for each kind of rows, and caches rows until it is renewed', async () => {
    const [one, other] = [batches(), batches()];
    const context = contextOf();
    await Promise.all([context.load(one.load, 'k1'), context.load(other.load, 'k1')]);
    await context.load(one.load, 'k1');
    expect([one.requested, other.requested]).toEqual([[['k1']], [['k1']]]);
    context.renew();
    await context.load(one.load, 'k1');
    expect(one.requested).toEqual([['k1'], ['k1']]);
  });

  test('bounds the size of a batch', async () => {
    const { requested, load } = batches();
    const context = contextOf();
    await Promise.all(Array.from({ length: 1_001 }, (_, at) => context.load(load, `k${at}`)));
    expect(requested.map(({ length }) => length)).toEqual([1_000, 1]);
  });

  test('a failed batch rejects each of its loads', async () => {
    const failing: BatchLoad<string, string> = () => Promise.reject(new Error('no database'));
    const context = contextOf();
    const results = await Promise.allSettled([context.load(failing, 'a'), context.load(failing, 'b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

test('has one unit of work until it is renewed, and a fresh context has another', () => {
  const context = contextOf();
  const first = context.em;
  expect(context.em).toBe(first);
  expect(context.fresh().em).not.toBe(first);
  expect(context.fresh().viewer).toBe(viewer);
  context.renew();
  expect(context.em).not.toBe(first);
});

test('an action context has the actor, the time, ids and the trace, and requires a viewer', () => {
  const action = contextOf().actionContext();
  expect(action).toMatchObject({ actor: viewer, now, traceparent: '00-1' });
  expect(action.newId('t')).toBe('t_new');
  expect(() => contextOf(null).actionContext()).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
});

test('fresh contexts share what they load by the same loader, and not their unit of work', async () => {
  const { requested, load } = batches();
  const loader = new RowLoader(() => em);
  const contexts = [viewer, null].map((caller) => contextOf(caller).fresh(loader));
  for (const context of contexts) expect(await context.load(load, 'k1')).toBe('row of k1');
  expect(requested).toEqual([['k1']]);
  expect(contexts[0]?.em).not.toBe(contexts[1]?.em);
});

test('a failed load is repeated by the next one', async () => {
  let failures = 1;
  const load: BatchLoad<string, string> = async (_em, keys) => {
    if (failures-- > 0) throw new Error('no database');
    return new Map(keys.map((key) => [key, 'row']));
  };
  const context = contextOf();
  await expect(context.load(load, 'a')).rejects.toThrow('no database');
  expect(await context.load(load, 'a')).toBe('row');
});
