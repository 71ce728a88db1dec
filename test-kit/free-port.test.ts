import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort, freePorts } from './free-port.ts';
import { command } from './process.ts';

test('a port is given once, by all processes together', async () => {
  const own = await Promise.all(Array.from({ length: 300 }, freePort));
  const program = `const { freePort } = await import(${JSON.stringify(import.meta.resolve('./free-port.ts'))});
    console.log((await Promise.all(Array.from({ length: 300 }, freePort))).join(' '));`;
  const other = command('node', ['--input-type=module', '--eval', program]);
  expect(await other.exited()).toBe(0);
  const ports = [...own, ...other.output().trim().split(' ').map(Number)];
  expect(new Set(ports).size).toBe(600);
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
