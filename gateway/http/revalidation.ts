import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SharedResult } from '../sharing/shared-result.ts';

/** The request headers on which a response depends that every viewer gets. A 304 has them too, so that no cache sends a client an encoding of another. */
const varying = ['accept', 'accept-language', 'accept-encoding'];

/**
 * Lets the client keep the response to a GET, and ask each time whether it is still the present one (RFC 9110, 8.8 and 13.1.2). Returns
 * whether the client has it already: the response is then 304, without a body.
 */
export function revalidate({ headers }: FastifyRequest, reply: FastifyReply, { etag }: SharedResult): boolean {
  const vary = [reply.getHeader('vary'), ...varying].filter(Boolean).join(', ');
  reply.headers({ etag, vary, 'cache-control': 'no-cache' });
  return hasTag(headers['if-none-match'], etag);
}

/** Compares as weak tags: a response may have been compressed. */
function hasTag(list: string | undefined, etag: string): boolean {
  if (list === undefined) return false;
  return list.trim() === '*' || list.split(',').some((tag) => opaque(tag) === opaque(etag));
}

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
