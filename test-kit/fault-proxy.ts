import { once } from 'node:events';
import net from 'node:net';
import type { Running } from '#platform/run/lifecycle.ts';

/** What a proxy does instead of passing a request on, or after it. */
export type Fault =
  | 'refuse'
  | 'reset'
  | 'black-hole'
  | 'garbage'
  | 'bad-gateway'
  | 'drip'
  | 'huge'
  | 'truncated-chunk'
  | 'short-length'
  | 'reset-within-answer'
  | 'reset-after-request'
  | 'delay';

export interface FaultProxy extends Running {
  /** The URL of the subgraph behind the proxy. */
  url: string;
  /** HTTP requests that reached the proxy, whether or not they were passed on. */
  requests: number;
  /** Bytes that the proxy has written in place of the subgraph. */
  written: number;
  /** Begins a fault for new and open connections; null ends it. */
  set(fault: Fault | null, options?: { delay?: number }): Promise<void>;
}

const header = (length: string): string => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;

/** Answers in place of the subgraph, or not at all. */
const answers: Partial<Record<Fault, (socket: net.Socket, write: (text: string | Buffer) => void) => void>> = {
  reset: (socket) => socket.resetAndDestroy(),
  'black-hole': () => {},
  garbage: (_socket, write) => write(Buffer.from('\x00\xff\x13\x37 not HTTP at all \r\n\r\n'.repeat(10), 'latin1')),
  'bad-gateway': (_socket, write) =>
    write(
      'HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 27\r\n\r\n<html>upstream-name</html>\n',
    ),
  drip: (socket, write) => {
    write(header('Content-Length: 1000000'));
    const timer = setInterval(() => write(' '), 20);
    socket.once('close', () => clearInterval(timer));
  },
  huge: (socket, write) => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    write(header(`Content-Length: ${chunk.length * 64}`));
    const more = (left: number): void => {
      if (left === 0 || socket.destroyed) return;
      write(chunk);
      if (socket.writableNeedDrain) socket.once('drain', () => more(left - 1));
      else setImmediate(more, left - 1);
    };
    more(64);
  },
  'truncated-chunk': (socket, write) => {
    write(`${header('Transfer-Encoding: chunked')}10\r\n{"data":`);
    socket.end();
  },
  'short-length': (socket, write) => {
    write(`${header('Content-Length: 1000')}{"data":{}}`);
    socket.end();
  },
};

/** A TCP proxy before an HTTP server of 127.0.0.1, which misbehaves on demand. It takes each chunk that begins with POST for a request. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { port: targetPort, pathname } = new URL(target);
  const open = new Set<net.Socket>();
  let fault: Fault | null = null;
  let delay = 0;
  const server = net.createServer((client) => {
    open.add(client);
    client.on('error', () => {});
    client.once('close', () => open.delete(client));
    const write = (data: string | Buffer): void => {
      if (client.destroyed) return;
      proxy.written += data.length;
      client.write(data);
    };
    let upstream: net.Socket | undefined;
    const pass = (data: Buffer): void => {
      if (!client.destroyed) connect().write(data);
    };
    const connect = (): net.Socket => {
      if (upstream) return upstream;
      upstream = net.connect(Number(targetPort), '127.0.0.1').on('error', () => {});
      upstream.once('close', () => client.destroy());
      upstream.on('data', (data: Buffer) => {
        if (fault === 'reset-after-request') return void client.resetAndDestroy();
        if (fault !== 'reset-within-answer') return void client.write(data);
        client.write(data.subarray(0, data.length - 5));
        setTimeout(() => client.resetAndDestroy(), 20);
      });
      client.once('close', () => upstream?.destroy());
      return upstream;
    };
    client.on('data', (data: Buffer) => {
      if (data.subarray(0, 5).toString() === 'POST ') {
        proxy.requests++;
        const answer = fault && answers[fault];
        if (answer) return answer(client, write);
      } else if (fault && answers[fault]) return;
      if (fault !== 'delay') return pass(data);
      const timer = setTimeout(pass, delay, data);
      client.once('close', () => clearTimeout(timer));
    });
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as net.AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${port}${pathname}`,
    requests: 0,
    written: 0,
    set: async (next, options = {}) => {
      fault = next;
      delay = options.delay ?? 0;
      if (next === 'refuse') await close();
      else if (!server.listening) await listen(port);
    },
    stop: close,
  };
  return proxy;
}
