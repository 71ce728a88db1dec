import { expect, test } from '@jest/globals';
import { hasRedis, startRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { createLog } from '../../log.ts';
import { connectRedis } from './redis-connection.ts';

const testWithRedis = hasRedis('connections to Redis') ? test : test.skip;

testWithRedis('a connection that is stopped while it reads and pings is not reported as lost', async () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => void lines.push(line) } });
  const server = await startRedis();
  try {
    const [reading, watching] = [connectRedis(server.url, log), connectRedis(server.url, log)];
    await Promise.all([reading.ready(), watching.ready()]);
    const failed = reading
      .send('stream', ['XREAD', 'BLOCK', '60000', 'STREAMS', 'stream', '$'])
      .catch((error) => error);
    // The ping of a connection that blocks waits at the server.
    await until(async () => /qbuf=[1-9]\d* .*cmd=xread/.test(await watching.send('stream', ['CLIENT', 'LIST'])));
    await Promise.all([reading.stop(), watching.stop()]);
    expect(await failed).toBeInstanceOf(Error);
    expect(reading.isConnected).toBe(false);
    expect(lines).toEqual([]);
  } finally {
    await server.stop();
  }
});
