import type { FastifyError, FastifyRequest } from 'fastify';
import type { RequestFault } from '#contract/request-faults.ts';

/** The faults that Fastify reports, by its codes. */
const faults: Record<string, RequestFault> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'bodyTooLarge',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'contentType',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'json',
};

/** What is wrong with a request that Fastify refuses; undefined when no message is more precise than that of the code. */
export function faultOf({ code }: FastifyError, { headers }: FastifyRequest): RequestFault | undefined {
  const fault = faults[code];
  return fault === 'contentType' && headers['content-type']?.startsWith('multipart/form-data') ? 'upload' : fault;
}
