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

/** A body, as text or as the bytes of a response that several requests get. */
type Body = string | Buffer;

/** The compressed forms of bodies that several requests get, for as long as the bodies live. */
const sharedForms = new WeakMap<Buffer, Partial<Record<Encoding, Promise<Buffer>>>>();

/**
 * Compresses the responses of the scope's routes that have more than 1,024 bytes, by Brotli or gzip, as the client prefers. A body that is a
 * Buffer is compressed once, however many requests it is sent to. Streams, event streams, and responses with `no-transform` are sent as
 * they are.
 */
export function compressResponses(scope: FastifyInstance): void {
  let pendingBytes = 0;
  const compressLater = async (body: Body, bytes: number, encoding: Encoding): Promise<Buffer> => {
    pendingBytes += bytes;
    try {
      return await compress(body, bytes, encoding);
    } finally {
      pendingBytes -= bytes;
    }
  };
  scope.addHook('onSend', (request, reply, payload: unknown, done) => {
    if (!isBody(payload) || payload.length * 3 <= uncompressedBytes) return done();
    const bytes = Buffer.byteLength(payload);
    if (bytes <= uncompressedBytes || isExempt(request, reply)) return done();
    const vary = String(reply.getHeader('vary') ?? '');
    if (!vary.includes('accept-encoding')) reply.header('vary', [vary, 'accept-encoding'].filter(Boolean).join(', '));
    const encoding = acceptedEncoding(request.headers['accept-encoding']);
    const known = encoding !== null && typeof payload !== 'string' ? sharedForms.get(payload)?.[encoding] : undefined;
    if (encoding === null || (!known && pendingBytes + bytes > maxPendingBytes)) return done();
    // The headers of the GET whose length is not known without compressing it (RFC 9110, 9.3.2).
    if (request.method === 'HEAD') return done(null, Readable.from([]));
    reply.header('content-encoding', encoding);
    if (typeof payload === 'string' && bytes <= inlineBytes) return done(null, compressNow(payload, bytes, encoding));
    const compressed = known ?? compressLater(payload, bytes, encoding);
    if (typeof payload !== 'string') sharedForms.set(payload, { ...sharedForms.get(payload), [encoding]: compressed });
    compressed.then(
      (form) => done(null, form),
      () => {
        reply.removeHeader('content-encoding');
        done(null, payload);
      },
    );
  });
}

const isBody = (payload: unknown): payload is Body => typeof payload === 'string' || Buffer.isBuffer(payload);

function isExempt({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  const isUnchangeable = [headers['cache-control'], reply.getHeader('cache-control')].some((value) =>
    String(value).includes('no-transform'),
  );
  return isUnchangeable || String(reply.getHeader('content-type')).startsWith('text/event-stream');
}

const compressNow = (body: Body, bytes: number, encoding: Encoding): Buffer =>
  encoding === 'br' ? zlib.brotliCompressSync(body, brotliOptions(bytes)) : zlib.gzipSync(body, gzipOptions);

/** Compresses a small body in the event loop, and a large one in another thread. */
async function compress(body: Body, bytes: number, encoding: Encoding): Promise<Buffer> {
  if (bytes <= inlineBytes) return compressNow(body, bytes, encoding);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const end: zlib.CompressCallback = (error, compressed) => (error ? reject(error) : resolve(compressed));
  if (encoding === 'br') zlib.brotliCompress(body, brotliOptions(bytes), end);
  else zlib.gzip(body, gzipOptions, end);
  return promise;
}
