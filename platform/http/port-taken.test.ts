import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from '@jest/globals';
import { assertPortFree, PortTaken } from './port-taken.ts';

test('a port that is taken is named with the way out, and one that was left is free again', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;

  const fault = await assertPortFree(port, '127.0.0.1', 'the gateway').catch((error) => error);
  expect(fault).toBeInstanceOf(PortTaken);
  expect(fault).toMatchObject({
    port,
    message: `Port ${port} (the gateway) is taken. Stop what listens there, or set PORT to move all of the platform's ports.`,
  });

  server.close();
  await once(server, 'close');
  await assertPortFree(port, '127.0.0.1', 'the gateway');
  await assertPortFree(port, '127.0.0.1', 'the gateway');
});
