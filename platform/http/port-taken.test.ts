import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from '@jest/globals';
import { assertPortFree, PortTaken } from './port-taken.ts';

test('names a taken port and how to move it, and leaves a free port free', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;

  const error = await assertPortFree(port, '127.0.0.1', 'the gateway').catch((thrown) => thrown);
  expect(error).toBeInstanceOf(PortTaken);
  expect(error).toMatchObject({
    port,
    message: `Port ${port} (the gateway) is taken. Stop the process that listens there, or set PORT to move all ports of the platform.`,
  });

  server.close();
  await once(server, 'close');
  await assertPortFree(port, '127.0.0.1', 'the gateway');
  await assertPortFree(port, '127.0.0.1', 'the gateway');
});
