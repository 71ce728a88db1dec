import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The largest form, in bytes: a token has a few hundred, and every other field fewer. */
const maxFormBytes = 16 * 1024;

/** Makes the routes of `app` accept forms, and no other content type. */
export function acceptForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: maxFormBytes },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
}

/** The form of a request, empty when it has none. */
export const formOf = ({ body }: FastifyRequest): URLSearchParams =>
  body instanceof URLSearchParams ? body : new URLSearchParams();
