import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptedEncoding, type Encoding } from './accepted-encoding.ts';

/** Bytes of the largest response that is sent as it is: to compress it would save less than a packet. */
export const uncompressedBytes = 1_024;

/** Bytes of the largest response that is compressed in the event loop, in a third of a millisecond. Other threads need twice the processor time. */
const inlineBytes = 64 * 1_024;

/** Bytes of the responses that other threads may be compressing. A response beyond it is sent as it is, so that none waits for long. */
export const maxPendingBytes = 16 * 1_024 * 1_024;

/** Levels above these take twice the processor time, and save at most a tenth of what they send. */
const gzipOptions: zlib.ZlibOptions = { level: 1 };
const brotliOptions = (bytes: number): zlib.BrotliOptions => ({
  params: {
    [zlib.constants.BROTLI_PARAM_QUALITY]: 3,
    // A window of 256 kB: the default, of 4 MB, takes as much memory for each response.
    [zlib.constants.BROTLI_PARAM_LGWIN]: 18,
    [zlib.constants.BROTLI_PARAM_MODE]: zlib.constants.BROTLI_MODE_TEXT,
    [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes,
  },
});

/**
 * Compresses the responses of the scope's routes that have more than 1,024 bytes, by Brotli or gzip, as the client prefers. Streams, event
 * streams, and responses with `no-transform` are sent as they are.
 */
export function compressResponses(scope: FastifyInstance): void {
  let pendingBytes = 0;
  scope.addHook('onSend', (request, reply, payload: unknown, done) => {
    if (typeof payload !== 'string' || payload.length * 3 <= uncompressedBytes) return done();
    const bytes = Buffer.byteLength(payload);
    if (bytes <= uncompressedBytes || isExempt(request, reply)) return done();
    reply.header('vary', [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', '));
    const encoding = acceptedEncoding(request.headers['accept-encoding']);
    if (encoding === null || pendingBytes + bytes > maxPendingBytes) return done();
    // The headers of the GET whose length is not known without compressing it (RFC 9110, 9.3.2).
    if (request.method === 'HEAD') return done(null, Readable.from([]));
    reply.header('content-encoding', encoding);
    if (bytes <= inlineBytes) return done(null, compressNow(payload, bytes, encoding));
    pendingBytes += bytes;
    compress(payload, bytes, encoding, (error, compressed) => {
      pendingBytes -= bytes;
      if (error) reply.removeHeader('content-encoding');
      done(null, error ? payload : compressed);
    });
  });
}

function isExempt({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  const isUnchangeable = [headers['cache-control'], reply.getHeader('cache-control')].some((value) =>
    String(value).includes('no-transform'),
  );
  return isUnchangeable || String(reply.getHeader('content-type')).startsWith('text/event-stream');
}

const compressNow = (text: string, bytes: number, encoding: Encoding): Buffer =>
  encoding === 'br' ? zlib.brotliCompressSync(text, brotliOptions(bytes)) : zlib.gzipSync(text, gzipOptions);

function compress(text: string, bytes: number, encoding: Encoding, done: zlib.CompressCallback): void {
  if (encoding === 'br') zlib.brotliCompress(text, brotliOptions(bytes), done);
  else zlib.gzip(text, gzipOptions, done);
}
