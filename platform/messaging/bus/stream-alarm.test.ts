import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import type { Running } from '../../run/lifecycle.ts';
import type { Group } from './bus.ts';
import { GroupReader } from './group-reader.ts';
import { connectRedis, type Redis } from './redis-connection.ts';
import { StreamAlarm } from './stream-alarm.ts';

const describeWithRedis = hasRedis('alarms of new events') ? describe : describe.skip;

describeWithRedis('new events of a stream', () => {
  let server: TestRedis;
  let redis: Redis;
  let made = 0;
  let stream: string;
  const running: Running[] = [];

  beforeAll(async () => {
    server = await startRedis();
    redis = connectRedis(server.url, silent);
    await redis.ready();
  });
  beforeEach(() => {
    stream = `stream-${made++}`;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((part) => part.stop()));
  });
  afterAll(async () => {
    await redis.stop();
    await server.stop();
  });

  const append = (): Promise<string> =>
    redis.send(stream, ['XADD', stream, '*', 'event', JSON.stringify({ id: 'e', subject: 's' })]);

  const newestReads = async (): Promise<number> => {
    const stats = await redis.send<string>(stream, ['INFO', 'commandstats']);
    return Number(/cmdstat_xrevrange:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  };

  test('raise one alarm at a time, and the next one when there is an event after the position that was read', async () => {
    const alarms: PromiseWithResolvers<string | undefined>[] = [];
    const before = await newestReads();
    const onNew = () => {
      const alarm = Promise.withResolvers<string | undefined>();
      alarms.push(alarm);
      return alarm.promise;
    };
    running.push(new StreamAlarm({ url: server.url, stream, log: silent, onNew }));
    await until(() => alarms.length === 1);
    const first = await append();
    // The alarm may have begun to wait after it.
    await until(async () => alarms.length === 2 || !(await append()));
    const last = await append();
    alarms[1]?.resolve(first);
    await until(() => alarms.length === 3);
    alarms[2]?.resolve(last);
    expect(await newestReads()).toBe(before + 1);
    await append();
    await until(() => alarms.length === 4);
    // Another instance reads now: this one goes on after the newest event, of which it raises an alarm.
    alarms[3]?.resolve(undefined);
    await until(() => alarms.length === 5);
    expect(await newestReads()).toBe(before + 2);
    alarms[4]?.resolve(undefined);
  });

  const readerWith = (receive: Group['receive']): GroupReader => {
    const group = { name: 'group', sources: ['source'], receive };
    const reader = new GroupReader(redis, group, { source: 'source', streams: [stream] }, silent);
    running.push(reader);
    return reader;
  };

  test('are read when the reader is woken, which returns the position of the last one', async () => {
    await append();
    const last = await append();
    const reader = readerWith(async (_source, read) => (await read()).length);
    expect(await reader.wake(stream)).toBe(last);
    expect(await reader.wake(stream)).toBeUndefined();
  });

  test('are not read by an instance while another one reads', async () => {
    await append();
    expect(await readerWith(async () => null).wake(stream)).toBeUndefined();
  });

  test('leave nobody waiting for a reader that is stopped or that fails', async () => {
    await append();
    const failing = readerWith(async () => {
      throw new Error('away');
    });
    expect(await failing.wake(stream)).toBeUndefined();
    const stuck = readerWith(() => new Promise(() => {}));
    const woken = stuck.wake(stream);
    running.splice(running.indexOf(stuck), 1);
    void stuck.stop();
    expect(await woken).toBeUndefined();
  });
});
