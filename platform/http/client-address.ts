import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/** Finds the address of the client of a request. */
export type ClientAddress = (request: IncomingMessage) => string;

/** Finds addresses as Fastify's `request.ip` does, for an upgrade request, which Fastify does not see. */
export function clientAddressBehind(trustedProxies: readonly string[]): ClientAddress {
  if (trustedProxies.length === 0) return ({ socket }) => socket.remoteAddress ?? '';
  const trusts = proxyAddr.compile([...trustedProxies]);
  return (request) => proxyAddr(request, trusts) ?? '';
}

/** Returns whether one of these proxies has sent a request. */
export function isTrustedPeer(trustedProxies: readonly string[]): (request: IncomingMessage) => boolean {
  if (trustedProxies.length === 0) return () => false;
  const trusts = proxyAddr.compile([...trustedProxies]);
  return ({ socket }) => trusts(socket.remoteAddress ?? '', 0);
}
