import { once } from 'node:events';
import net from 'node:net';

/** A TCP proxy before a subgraph, which answers requests in its place with given bytes. */
export interface CannedProxy {
  url: string;
  /** The URL of the subgraph. */
  target: string;
  /** The bytes of every answer; null passes requests on. */
  answer: string | Buffer | null;
  stop(): Promise<void>;
}

/** Starts a proxy whose target can be set later. */
export async function startCannedProxy(): Promise<CannedProxy> {
  const open = new Set<net.Socket>();
  const server = net.createServer((client) => {
    open.add(client);
    client.on('error', () => {});
    client.once('close', () => open.delete(client));
    let upstream: net.Socket | undefined;
    const connect = (): net.Socket => {
      if (upstream) return upstream;
      const { port } = new URL(proxy.target);
      const connected = net.connect(Number(port), '127.0.0.1').on('error', () => {});
      connected.once('close', () => client.destroy());
      client.once('close', () => connected.destroy());
      connected.on('data', (data) => void client.write(data));
      upstream = connected;
      return connected;
    };
    client.on('data', (data: Buffer) => {
      if (proxy.answer === null) connect().write(data);
      else if (data.subarray(0, 5).toString() === 'POST ') client.end(proxy.answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const proxy: CannedProxy = {
    url: `http://127.0.0.1:${port}/graphql`,
    target: '',
    answer: null,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
