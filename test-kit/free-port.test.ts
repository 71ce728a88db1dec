import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort, freePorts } from './free-port.ts';

test('a port is given once', async () => {
  const ports = await Promise.all(Array.from({ length: 500 }, freePort));
  expect(new Set(ports).size).toBe(500);
});

test('a given port can be listened on, more than once', async () => {
  const [first = 0, second] = await freePorts(2);
  expect(second).toBe(first + 1);
  for (let start = 0; start < 2; start++) {
    const server = net.createServer().listen(first, '127.0.0.1');
    await once(server, 'listening');
    await new Promise((resolve) => server.close(resolve));
  }
});
