import type { FastifyRequest } from 'fastify';

/** Sets host and protocol of the request to the issuer's: the client sees that URL, whichever proxy forwarded the request. */
export function asIssuer(request: FastifyRequest, issuer: string): FastifyRequest {
  const { host, protocol } = new URL(issuer);
  const { headers } = request.raw;
  headers.host = host;
  headers['x-forwarded-proto'] = protocol.slice(0, -1);
  delete headers['x-forwarded-host'];
  return request;
}
