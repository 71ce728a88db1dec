import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** The request with a body that has been read, for the library, which reads it itself. */
export const replayed = (request: IncomingMessage, body: Buffer): IncomingMessage =>
  Object.create(request, { readable: { value: true }, iterator: { value: () => Readable.from([body]) } });
