import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { startHttpServer } from '#test-kit/http-server.ts';

/** A page and a gateway under one origin, as behind a reverse proxy. */
export interface Site {
  origin: string;
  /** Breaks every connection of the browser, as a lost network does. */
  cut(): void;
  stop(): Promise<void>;
}

/** The files that the page loads as they are in their package. */
const graphqlWs = path.join(projectRoot, 'node_modules', 'graphql-ws', 'dist');

/** Serves the page at `/`, the files of graphql-ws at `/graphql-ws/`, and the gateway at every other path. */
export async function startSite(gatewayUrl: string, page: string): Promise<Site> {
  const gateway = new URL(gatewayUrl);
  const sockets = new Set<net.Socket>();
  const { server, origin, stop } = await startHttpServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', gateway);
    if (pathname === '/') {
      response.setHeader('content-type', 'text/html').end(page);
    } else if (pathname.startsWith('/graphql-ws/')) {
      response.setHeader('content-type', 'text/javascript');
      fs.createReadStream(path.join(graphqlWs, path.basename(pathname))).pipe(response);
    } else {
      const { method, headers, url } = request;
      const forwarded = http.request(new URL(url ?? '', gateway), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
      });
      forwarded.on('error', () => response.destroy());
      response.on('close', () => forwarded.destroy());
      request.pipe(forwarded);
    }
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    const upstream = net.connect(Number(gateway.port), gateway.hostname, () => {
      const lines = [`GET ${request.url} HTTP/1.1`, ...pairsOf(request.rawHeaders)];
      upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  return {
    origin,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop,
  };
}

const pairsOf = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
