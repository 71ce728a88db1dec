/** A response that is not HTTP/1.1 as a server of GraphQL sends it, or exceeds a bound. The connection cannot be used any more. */
export class InvalidResponse extends Error {
  /** Whether the response was too large, so that another one would be, too. */
  readonly isTooLarge: boolean;

  constructor(message: string, isTooLarge = false) {
    super(message);
    this.isTooLarge = isTooLarge;
  }
}

/** Bytes of the status line and the headers of a response. */
export const maxHeadBytes = 16_384;

/** A complete response. */
export interface ReadResponse {
  status: number;
  text: string;
  /** The value of `Retry-After`. */
  retryAfter: string | undefined;
  /** Milliseconds for which the server keeps the idle connection; 0 when it closes it; undefined when it does not say. */
  keepAlive: number | undefined;
}

const endOfHead = Buffer.from('\r\n\r\n');
const endOfLine = Buffer.from('\r\n');
const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\r\n]*)?(?=\r\n|$)/;
const noBytes = Buffer.alloc(0);

type Body =
  | { kind: 'length'; left: number }
  /** `left`: bytes of the present chunk and the line end after it; null between chunks. */
  | { kind: 'chunked'; left: number | null; isLast: boolean }
  | { kind: 'until-close' };

/** Reads one response to a POST request from the bytes of a connection. */
export class ResponseReader {
  readonly #maxBytes: number;
  /** Bytes that are not read yet: of an incomplete head, or of an incomplete line between chunks. */
  #rest: Buffer = noBytes;
  #head: Omit<ReadResponse, 'text'> | null = null;
  #body: Body = { kind: 'length', left: 0 };
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether a part of a response has been read. */
  get hasBegun(): boolean {
    return this.#head !== null || this.#rest.length > 0;
  }

  /**
   * Reads more bytes. Returns the response once it is complete.
   *
   * @throws InvalidResponse also for bytes after the response: the server would answer a question that nobody has asked.
   */
  read(bytes: Buffer): ReadResponse | null {
    let unread = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    this.#rest = noBytes;
    while (this.#head === null) {
      const end = unread.indexOf(endOfHead);
      if (end > maxHeadBytes || (end === -1 && unread.length > maxHeadBytes))
        throw new InvalidResponse(`headers of more than ${maxHeadBytes} bytes`, true);
      if (end === -1) {
        this.#rest = unread;
        return null;
      }
      this.#readHead(unread.toString('latin1', 0, end));
      unread = unread.subarray(end + endOfHead.length);
    }
    const after = this.#readBody(unread);
    if (after === null) return null;
    if (after.length > 0) throw new InvalidResponse('bytes after the response');
    return this.#complete(this.#head);
  }

  /**
   * Ends the response with the connection.
   *
   * @throws InvalidResponse for an incomplete one.
   */
  end(): ReadResponse {
    if (this.#head === null || this.#body.kind !== 'until-close')
      throw new InvalidResponse('the connection was closed');
    return this.#complete(this.#head);
  }

  #readHead(head: string): void {
    const found = statusLine.exec(head);
    if (!found) throw new InvalidResponse('no response of HTTP/1.1');
    const status = Number(found[2]);
    // Another response follows.
    if (status >= 100 && status < 200 && status !== 101) return;
    const headers = headersIn(head.slice(found[0].length));
    if (status === 101) throw new InvalidResponse('another protocol');
    const encoding = headers.get('content-encoding');
    if (encoding !== undefined && encoding !== 'identity') throw new InvalidResponse('a compressed response');
    this.#body = bodyOf(status, headers);
    this.#head = {
      status,
      retryAfter: headers.get('retry-after'),
      keepAlive: this.#body.kind === 'until-close' ? 0 : keepAliveOf(headers, found[1] === '0'),
    };
  }

  /** Returns the bytes after the body; null while it is incomplete. */
  #readBody(bytes: Buffer): Buffer | null {
    const body = this.#body;
    if (body.kind === 'until-close') {
      this.#add(bytes);
      return null;
    }
    if (body.kind === 'chunked') return this.#readChunks(body, bytes);
    // Before anything of a body is kept that will be too large.
    if (body.left > this.#maxBytes - this.#length) throw this.#tooLarge();
    const read = Math.min(body.left, bytes.length);
    this.#add(read === bytes.length ? bytes : bytes.subarray(0, read));
    body.left -= read;
    return body.left === 0 ? bytes.subarray(read) : null;
  }

  #readChunks(body: Body & { kind: 'chunked' }, bytes: Buffer): Buffer | null {
    let unread = bytes;
    for (;;) {
      if (body.left === null) {
        const end = unread.indexOf(endOfLine);
        if (end > maxHeadBytes || (end === -1 && unread.length > maxHeadBytes))
          throw new InvalidResponse('a line between chunks is too long');
        if (end === -1) {
          this.#rest = unread;
          return null;
        }
        const line = unread.toString('latin1', 0, end);
        unread = unread.subarray(end + endOfLine.length);
        if (body.isLast) {
          // Trailers end with an empty line.
          if (line === '') return unread;
          continue;
        }
        const size = /^([\dA-Fa-f]{1,8})[\t ]*(?:;.*)?$/.exec(line);
        if (!size) throw new InvalidResponse('an invalid chunk');
        const length = Number.parseInt(size[1] as string, 16);
        if (length === 0) body.isLast = true;
        else body.left = length;
        continue;
      }
      if (body.left > this.#maxBytes - this.#length) throw this.#tooLarge();
      const read = Math.min(body.left, unread.length);
      this.#add(unread.subarray(0, read));
      body.left -= read;
      unread = unread.subarray(read);
      if (body.left > 0) return null;
      if (unread.length < endOfLine.length) {
        // Read again with the next bytes: a chunk of no bytes, whose line end is to come.
        this.#rest = unread;
        return null;
      }
      if (!unread.subarray(0, endOfLine.length).equals(endOfLine)) throw new InvalidResponse('a chunk without its end');
      unread = unread.subarray(endOfLine.length);
      body.left = null;
    }
  }

  #add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    if (this.#length > this.#maxBytes) throw this.#tooLarge();
    this.#chunks.push(bytes);
  }

  #tooLarge(): InvalidResponse {
    return new InvalidResponse(`a response of more than ${this.#maxBytes} bytes`, true);
  }

  #complete(head: Omit<ReadResponse, 'text'>): ReadResponse {
    const [first = noBytes, ...others] = this.#chunks;
    return { ...head, text: (others.length === 0 ? first : Buffer.concat(this.#chunks)).toString('utf8') };
  }
}

/** The headers by which a response is read, by their names. @throws InvalidResponse for one that occurs twice. */
function headersIn(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    // A space before the colon, or a line that goes on with the one before, is read differently by different programs.
    if (colon < 1 || /[\t ]/.test(name)) throw new InvalidResponse('an invalid header');
    if (!usedHeaders.has(name)) continue;
    if (headers.has(name) && headers.get(name) !== line.slice(colon + 1).trim())
      throw new InvalidResponse(`two headers ${name}`);
    headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

const usedHeaders = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'retry-after',
  'transfer-encoding',
]);

function bodyOf(status: number, headers: ReadonlyMap<string, string>): Body {
  const [coding, length] = [headers.get('transfer-encoding'), headers.get('content-length')];
  if (status === 204 || status === 304) return { kind: 'length', left: 0 };
  if (coding !== undefined) {
    // With both, a proxy before the server may have read another body (RFC 9112, 6.3).
    if (coding.toLowerCase() !== 'chunked' || length !== undefined)
      throw new InvalidResponse('an unknown transfer coding');
    return { kind: 'chunked', left: null, isLast: false };
  }
  if (length === undefined) return { kind: 'until-close' };
  if (!/^\d{1,15}$/.test(length)) throw new InvalidResponse('an invalid content length');
  return { kind: 'length', left: Number(length) };
}

function keepAliveOf(headers: ReadonlyMap<string, string>, isOldVersion: boolean): number | undefined {
  const connection = headers.get('connection')?.toLowerCase() ?? (isOldVersion ? 'close' : '');
  if (connection.split(',').some((option) => option.trim() === 'close')) return 0;
  const timeout = /(?:^|[,;\s])timeout=(\d{1,6})\b/i.exec(headers.get('keep-alive') ?? '');
  return timeout ? Number(timeout[1]) * 1_000 : undefined;
}
