import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isText } from './is-text.ts';

/** The largest form, in bytes: a token has a few hundred, and every other field fewer. */
const maxFormBytes = 16 * 1024;

/** The body of a request with a form. */
export class FormBody {
  readonly bytes: Buffer;
  /** Whether its names and values are text. */
  readonly isText: boolean;
  #parameters: URLSearchParams | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.isText = isText(bytes);
  }

  get parameters(): URLSearchParams {
    this.#parameters ??= new URLSearchParams(this.bytes.toString());
    return this.#parameters;
  }
}

/** Makes the routes of `app` accept forms, and no other content type. */
export function acceptForms(app: FastifyInstance, bodyLimit: number = maxFormBytes): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit } as const;
  app.addContentTypeParser('application/x-www-form-urlencoded', options, (_request, body: Buffer, done) =>
    done(null, new FormBody(body)),
  );
}

/** The form of a request, empty when it has none. */
export const formOf = ({ body }: FastifyRequest): URLSearchParams =>
  body instanceof FormBody ? body.parameters : new URLSearchParams();
