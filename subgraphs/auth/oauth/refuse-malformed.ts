import type { FastifyInstance, FastifyRequest } from 'fastify';
import { basicCredentials } from './basic-credentials.ts';
import { FormBody } from './form.ts';
import { isText } from './is-text.ts';
import { errorPage, pageHeaders } from './pages.ts';
import { paths } from './paths.ts';

const error = 'invalid_request';
const description = 'a parameter is not valid text';

/**
 * Makes every route of `app` refuse with 400 what is not text: a NUL, half a surrogate pair, or other bytes that are not UTF-8, in the path,
 * the query, the form or the credentials. The library stores most parameters, and PostgreSQL stores no such text.
 */
export function refuseMalformed(app: FastifyInstance): void {
  app.addHook('preValidation', async (request, reply) => {
    if (!isMalformed(request)) return;
    reply.code(400);
    if (!isPage(request))
      return reply.header('cache-control', 'no-store').send({ error, error_description: description });
    return reply.headers(pageHeaders).send(errorPage(request.headers['accept-language'], error, description));
  });
}

function isMalformed({ url, body, headers }: FastifyRequest): boolean {
  const credentials = basicCredentials(headers.authorization);
  return !isText(url) || (body instanceof FormBody && !body.isText) || (credentials !== null && !isText(credentials));
}

const isPage = ({ url }: FastifyRequest): boolean =>
  [paths.authorization, paths.interaction].some((path) => url.startsWith(path));
