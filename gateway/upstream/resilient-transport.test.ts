import { beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import { ResilientTransport } from './resilient-transport.ts';
import { RetryBudget } from './retry-budget.ts';
import { defaultUpstream } from './settings.ts';
import { type BreakerState, SubgraphBreaker } from './subgraph-breaker.ts';
import { type FailureTraits, type SubgraphResponse, TransportFailure } from './subgraph-response.ts';
import type { AnsweredRequest, SubgraphRequest } from './transport.ts';

const answer = (response: SubgraphResponse) => () => Promise.resolve({ response, retries: 0 });
const yes = answer({ data: { one: 1 } });
const withErrors = answer({ data: null, errors: [{ message: 'no' }] });
const no = (traits: FailureTraits = {}, code: TransportFailure['code'] = 'SUBGRAPH_UNAVAILABLE') =>
  Promise.reject(new TransportFailure(code, new Error('no'), { isOfSubgraph: true, mayRepeat: true, ...traits }));

let sent: SubgraphRequest[];
let outcomes: string[];
let states: BreakerState[];
/** What the subgraph does with the next requests. The last one is repeated. */
let plan: (() => Promise<AnsweredRequest>)[];

beforeEach(() => {
  [sent, outcomes, states] = [[], [], []];
});

const openTime = 200;

function create({ minRequests = 1_000_000, share = 0.2, timeout = 10_000 } = {}): ResilientTransport {
  return new ResilientTransport({
    transport: {
      post: (request) => {
        sent.push(request);
        return ((plan.length > 1 ? plan.shift() : plan[0]) ?? yes)();
      },
    },
    timeout,
    retries: 2,
    createHealth: () => ({
      breaker: new SubgraphBreaker({ ...defaultUpstream.breaker, minRequests, openTime }, (state) =>
        states.push(state),
      ),
      budget: new RetryBudget(share),
    }),
    onRetry: (_subgraph, outcome) => outcomes.push(outcome),
  });
}

const query: SubgraphRequest = {
  subgraph: 'things',
  url: new URL('http://things.test/graphql'),
  body: '{}',
  headers: {},
  isQuery: true,
};

describe('a query that got no complete response', () => {
  test('is sent again, and answered', async () => {
    plan = [no, no, yes];
    expect(await create().post(query)).toEqual({ response: { data: { one: 1 } }, retries: 2 });
    expect([sent.length, outcomes]).toEqual([3, ['failed', 'answered']]);
  });

  test('is sent again as often as the setting says', async () => {
    plan = [no];
    await expect(create().post(query)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect([sent.length, outcomes]).toEqual([3, ['failed', 'failed']]);
  });

  test.each<[string, Partial<SubgraphRequest>, () => Promise<never>]>([
    ['a mutation', { isQuery: false }, no],
    ['a time-out', {}, () => no({ mayRepeat: false }, 'SUBGRAPH_TIMEOUT')],
    ['an unusable response', {}, () => no({ mayRepeat: false })],
    ['a subgraph that wants more time than there is', {}, () => no({ retryAfter: 20_000 })],
    ['a request with too little time', { timeout: 1 }, no],
    ['any other error', {}, () => Promise.reject(new Error('bug'))],
  ])('is not sent again: %s', async (_, request, failure) => {
    plan = [failure, yes];
    await expect(create().post({ ...query, ...request })).rejects.toThrow();
    expect([sent.length, outcomes]).toEqual([1, []]);
  });

  test('is sent again after the time that the subgraph wants, with the rest of its own', async () => {
    plan = [() => no({ retryAfter: 100 }), yes];
    const start = performance.now();
    await create().post({ ...query, timeout: 5_000 });
    // Timers may fire a millisecond early.
    expect(performance.now() - start).toBeGreaterThanOrEqual(99);
    expect(sent[1]?.timeout).toBeLessThanOrEqual(4_901);
  });

  test('is not sent again when its caller has left', async () => {
    plan = [no, yes];
    const caller = new AbortController();
    const response = create().post({ ...query, signal: caller.signal });
    await until(() => sent.length === 1);
    caller.abort(new Error('left'));
    await expect(response).rejects.toThrow('left');
    expect(sent).toHaveLength(1);
  });

  test('is not sent again beyond the budget', async () => {
    plan = [no];
    const transport = create();
    await Promise.allSettled(Array.from({ length: 20 }, () => transport.post(query)));
    // Ten at first, and one for every five requests.
    expect(outcomes.filter((outcome) => outcome === 'failed').length).toBeLessThanOrEqual(15);
    expect(outcomes).toContain('refused');
  });
});

describe('the breaker of a subgraph', () => {
  const mutation = { ...query, isQuery: false };
  const fail = async (transport: ResilientTransport, count: number) => {
    for (let at = 0; at < count; at++) await transport.post(mutation).catch(() => {});
  };

  test('opens at the least number of requests, not before, and then fails requests at once', async () => {
    plan = [no];
    const transport = create({ minRequests: 20 });
    await fail(transport, 19);
    expect(states).toEqual([]);
    await fail(transport, 1);
    expect(states).toEqual(['open']);
    const refused = { code: 'SUBGRAPH_UNAVAILABLE', mayRepeat: false, mayHaveArrived: false };
    await expect(transport.post(query)).rejects.toMatchObject(refused);
    expect(sent).toHaveLength(20);
  });

  test('leaves other subgraphs alone, and another URL of the same', async () => {
    plan = [no];
    const transport = create({ minRequests: 2 });
    await fail(transport, 2);
    plan = [yes];
    await transport.post({ ...query, subgraph: 'others' });
    await transport.post({ ...query, url: new URL('http://moved.test/graphql') });
    await expect(transport.post(query)).rejects.toThrow();
  });

  test('lets one request try whether the subgraph answers, and closes when it does', async () => {
    plan = [no];
    const transport = create({ minRequests: 2 });
    await fail(transport, 2);
    const trialAnswer = Promise.withResolvers<AnsweredRequest>();
    plan = [() => trialAnswer.promise, yes];
    let trial: Promise<AnsweredRequest> | undefined;
    await until(() => {
      const response = transport.post(mutation);
      response.catch(() => {});
      if (sent.length === 3) trial = response;
      return sent.length === 3;
    });
    // The others do not wait for it.
    await expect(transport.post(mutation)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    trialAnswer.resolve(await yes());
    await trial;
    await transport.post(mutation);
    expect([sent.length, states]).toEqual([4, ['open', 'half-open', 'closed']]);
  });

  test('stays open when the trial fails or its caller leaves', async () => {
    plan = [no];
    const transport = create({ minRequests: 2 });
    await fail(transport, 2);
    const trialWith = async (failure: () => Promise<never>) => {
      plan = [failure];
      const before = sent.length;
      await until(async () => {
        await transport.post(mutation).catch(() => {});
        return sent.length > before;
      });
    };
    await trialWith(no);
    await trialWith(() => Promise.reject(new Error('left')));
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'open']);
  });

  test('does not count GraphQL errors, callers that leave, or requests that had little time', async () => {
    const transport = create({ minRequests: 2 });
    for (const outcome of [
      withErrors,
      () => Promise.reject(new Error('left')),
      () => no({ isOfSubgraph: false }, 'SUBGRAPH_TIMEOUT'),
    ]) {
      plan = [outcome];
      await fail(transport, 20);
      expect(states).toEqual([]);
    }
  });
});
