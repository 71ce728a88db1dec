import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import type { Clock } from '../../clock.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { eventsKept } from '../retention.ts';
import type { Bus } from './bus.ts';
import { InProcessBus } from './in-process-bus.ts';
import { RedisBus } from './redis-bus.ts';

let time = Date.now();
const clock: Clock = { now: () => new Date(time) };
let redis: TestRedis | undefined;
const running: Running[] = [];

const textOf = (id: string): string => JSON.stringify({ id, subject: 's' });
const idsOf = (events: readonly CloudEvent[]): string[] => events.map(({ id }) => id);
let made = 0;
const gapsIn = (seen: readonly string[]): number => seen.filter((each) => each === 'gap').length;
/** Each test has a stream of its own. */
const newSource = (): string => `source-${made++}`;

/** Appends as a relay does, which verifies a start of the bus before. */
async function append(bus: Bus, source: string, ids: readonly string[]): Promise<string[]> {
  return bus.append(source, ids.map(textOf), await bus.start(source, null));
}

/** A group that records the events that it receives. `fails` returns whether it fails this time. */
function groupOf(name: string, source: string, fails: () => boolean = () => false) {
  const received: string[] = [];
  let busy = false;
  const group = {
    name,
    sources: [source],
    receive: async (_source: string, read: () => Promise<CloudEvent[]>) => {
      if (busy) return null;
      busy = true;
      try {
        const events = await read();
        if (fails()) throw new Error('not now');
        received.push(...idsOf(events));
        return events.length;
      } finally {
        busy = false;
      }
    },
  };
  return { group, received };
}

const track = <Part extends Running>(part: Part): Part => {
  running.push(part);
  return part;
};

beforeAll(async () => {
  redis = hasRedis('the bus over Redis') ? await startRedis() : undefined;
});

afterEach(async () => {
  for (const part of running.splice(0).toReversed()) await part.stop();
});

afterAll(async () => {
  await redis?.stop();
});

const adapters: [string, () => Bus][] = [
  ['in process', () => new InProcessBus()],
  ...(hasRedis('the contract of the bus over Redis')
    ? [['over Redis', () => new RedisBus({ url: redis?.url ?? '', clock, log: silent })] as [string, () => Bus]]
    : []),
];

describe.each(adapters)('the bus %s', (_name, create) => {
  const ids = (count: number) => Array.from({ length: count }, (_, at) => String(at));

  test('delivers events to every group in order, and returns a position for each', async () => {
    const source = newSource();
    const bus = track(create());
    const first = groupOf('first', source);
    const second = groupOf('second', source);
    track(bus.join(first.group));
    track(bus.join(second.group));
    const positions = [];
    for (let at = 0; at < 1_200; at += 100)
      positions.push(...(await append(bus, source, ids(1_200).slice(at, at + 100))));
    expect(new Set(positions).size).toBe(1_200);
    await until(() => first.received.length >= 1_200 && second.received.length >= 1_200);
    expect(first.received).toEqual(ids(1_200));
    expect(second.received).toEqual(ids(1_200));
  });

  test('keeps sources apart', async () => {
    const [mine, other] = [newSource(), newSource()];
    const bus = track(create());
    const { group, received } = groupOf('group', mine);
    track(bus.join(group));
    await append(bus, other, ['other']);
    await append(bus, mine, ['mine']);
    await until(() => received.length > 0);
    expect(received).toEqual(['mine']);
  });

  test('delivers events again after a group has failed, before newer ones', async () => {
    const source = newSource();
    const bus = track(create());
    let failures = 2;
    const { group, received } = groupOf('group', source, () => failures-- > 0);
    track(bus.join(group));
    const sent = ['1', '2'];
    for (let attempt = 0; attempt < 5; attempt++) {
      // As a relay does after a failed append.
      const appended = await append(bus, source, sent).then(
        () => true,
        () => false,
      );
      if (appended) break;
    }
    await append(bus, source, ['3']);
    await until(() => received.includes('3'));
    expect(received).toEqual(['1', '2', '3']);
  });

  test('a slow group does not delay the others', async () => {
    const source = newSource();
    const bus = track(create());
    const slow = groupOf('slow', source);
    const gate = Promise.withResolvers<void>();
    const { receive } = slow.group;
    slow.group.receive = async (from, read) => {
      await gate.promise;
      return receive(from, read);
    };
    const quick = groupOf('quick', source);
    track(bus.join(quick.group));
    track(bus.join(slow.group));
    const appended = append(bus, source, ['1']);
    await until(() => quick.received.length === 1);
    expect(slow.received).toEqual([]);
    gate.resolve();
    await appended;
    await until(() => slow.received.length === 1);
  });

  test('delivers to a watcher the events that are appended from then on', async () => {
    const source = newSource();
    const bus = track(create());
    await append(bus, source, ['before']);
    const seen: string[] = [];
    track(bus.watch(source, { onEvents: (events) => seen.push(...idsOf(events)), onGap: () => seen.push('gap') }));
    // Over a network the watch begins a moment later.
    await until(async () => {
      await append(bus, source, ['begun']);
      return seen.includes('begun');
    });
    await append(bus, source, ['1', '2']);
    await until(() => seen.includes('2'));
    expect(seen.filter((id) => !['begun', 'gap'].includes(id))).toEqual(['1', '2']);
  });
});

describe('the bus in process', () => {
  test('delays appends until all groups have joined', async () => {
    const bus = track(new InProcessBus({ open: false }));
    const { group, received } = groupOf('group', 'users');
    const appended = bus.append('users', [textOf('1')], null);
    track(bus.join(group));
    await new Promise(setImmediate);
    expect(received).toEqual([]);
    bus.open();
    await appended;
    expect(received).toEqual(['1']);
  });

  test('rejects an append when a group fails', async () => {
    const bus = track(new InProcessBus());
    track(bus.join(groupOf('group', 'users', () => true).group));
    await expect(bus.append('users', [textOf('1')], null)).rejects.toThrow('not now');
  });
});

const overRedis = adapters.length > 1 ? describe : describe.skip;

overRedis('the bus over Redis', () => {
  const create = () => track(new RedisBus({ url: redis?.url ?? '', clock, log: silent }));

  test('another instance takes over unacknowledged events, before newer ones', async () => {
    const source = newSource();
    const dying = create();
    let read = 0;
    const stuck = dying.join({
      name: 'group',
      sources: [source],
      receive: async (_source, readEvents) => {
        read += (await readEvents()).length;
        throw new Error('died');
      },
    });
    await append(dying, source, ['1', '2']);
    await until(() => read > 0);
    await stuck.stop();
    await append(dying, source, ['3']);
    const { group, received } = groupOf('group', source);
    track(create().join(group));
    await until(() => received.length === 3);
    expect(received).toEqual(['1', '2', '3']);
  });

  test('a group that joins late receives earlier events', async () => {
    const source = newSource();
    const bus = create();
    await append(bus, source, ['1', '2']);
    const { group, received } = groupOf('late', source);
    track(bus.join(group));
    await until(() => received.length === 2);
  });

  test('resumes when Redis is back', async () => {
    const source = newSource();
    const bus = create();
    const { group, received } = groupOf('group', source);
    track(bus.join(group));
    const seen: string[] = [];
    track(bus.watch(source, { onEvents: (events) => seen.push(...idsOf(events)), onGap: () => seen.push('gap') }));
    await until(async () => {
      await append(bus, source, ['begun']);
      return seen.includes('begun');
    });
    expect(gapsIn(seen)).toBe(1);
    const before = await bus.start(source, null);
    await redis?.kill();
    await until(() =>
      bus.append(source, [textOf('away')], before).then(
        () => false,
        () => true,
      ),
    );
    await redis?.start();
    await until(() =>
      append(bus, source, ['back']).then(
        () => true,
        () => false,
      ),
    );
    await until(() => received.includes('back'));
    expect(received.filter((id) => id !== 'begun')).toEqual(['back']);
    // A start of Redis may have lost events.
    await until(() => gapsIn(seen) === 2);
  });

  test('refuses appends after a start of Redis until it is verified', async () => {
    const source = newSource();
    const bus = create();
    const [kept = ''] = await append(bus, source, ['1']);
    const before = await bus.start(source, null);
    expect(await bus.has(source, [kept, '0-1'])).toEqual([true, false]);
    await redis?.kill();
    await redis?.start({ empty: true });
    await until(() =>
      bus.start(source, before).then(
        (start) => start !== before,
        () => false,
      ),
    );
    await expect(bus.append(source, [textOf('2')], before)).rejects.toThrow('not verified');
    expect(await bus.has(source, [kept])).toEqual([false]);
    const { group, received } = groupOf('group', source);
    track(bus.join(group));
    await append(bus, source, ['2']);
    await until(() => received.length > 0);
    expect(received).toEqual(['2']);
  });

  test('drops events that are older than their retention', async () => {
    const source = newSource();
    const bus = create();
    const many = Array.from({ length: 300 }, (_, at) => String(at));
    const [first = ''] = await append(bus, source, many);
    time += eventsKept + 60_000;
    try {
      await append(bus, source, ['new']);
    } finally {
      time = Date.now();
    }
    expect(await bus.has(source, [first])).toEqual([false]);
  });
});
