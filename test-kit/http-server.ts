import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Running } from '#platform/run/lifecycle.ts';

export interface TestHttpServer extends Running {
  server: http.Server;
  /** `http://127.0.0.1:PORT` */
  origin: string;
  port: number;
}

/** Starts an HTTP server on a free port. `stop` also closes its open connections. */
export async function startHttpServer(listener?: http.RequestListener): Promise<TestHttpServer> {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    origin: `http://127.0.0.1:${port}`,
    port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
