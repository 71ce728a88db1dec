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
  /** The first `#kept` of `#chunks` are copies. The others are of the bytes that are being read. */
  #kept = 0;
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether a part of a response has been read. */
  get hasBegun(): boolean {
    return this.#head !== null || this.#rest.length > 0;
  }

  /**
   * Reads more bytes, which may change after the call. Returns the response once it is complete.
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
        this.#rest = Buffer.from(unread);
        return null;
      }
      this.#readHead(unread.toString('latin1', 0, end));
      unread = unread.subarray(end + endOfHead.length);
    }
    const after = this.#readBody(unread);
    if (after === null) {
      this.#keep();
      return null;
    }
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
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') throw new InvalidResponse('a compressed response');
    this.#body = bodyOf(status, headers);
    this.#head = {
      status,
      retryAfter: headers['retry-after'],
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
          this.#rest = Buffer.from(unread);
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
        this.#rest = Buffer.from(unread);
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

  /** Copies the chunks that were read last: their bytes may change. */
  #keep(): void {
    const chunks = this.#chunks;
    for (; this.#kept < chunks.length; this.#kept++) chunks[this.#kept] = Buffer.from(chunks[this.#kept] as Buffer);
  }

  #tooLarge(): InvalidResponse {
    return new InvalidResponse(`a response of more than ${this.#maxBytes} bytes`, true);
  }

  #complete(head: Omit<ReadResponse, 'text'>): ReadResponse {
    const [first = noBytes, ...others] = this.#chunks;
    return { ...head, text: (others.length === 0 ? first : Buffer.concat(this.#chunks)).toString('utf8') };
  }
}

/** The headers by which a response is read. */
const usedHeaders = [
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'retry-after',
  'transfer-encoding',
] as const;
type UsedHeader = (typeof usedHeaders)[number];
type UsedHeaders = Partial<Record<UsedHeader, string>>;

const usedNames: ReadonlySet<string> = new Set(usedHeaders);
const isUsed = (name: string): name is UsedHeader => usedNames.has(name);

/**
 * Reads the lines after the status line, each of which begins with a line end.
 *
 * @throws InvalidResponse for a header that occurs twice with different values.
 */
function headersIn(text: string): UsedHeaders {
  const headers: UsedHeaders = {};
  for (let start = 0; start < text.length; ) {
    const from = start + endOfLine.length;
    const next = text.indexOf('\r\n', from);
    const end = next === -1 ? text.length : next;
    start = end;
    const colon = text.indexOf(':', from);
    const name = text.slice(from, colon).toLowerCase();
    // A space before the colon, or a line that goes on with the one before, is read differently by different programs.
    if (colon <= from || colon > end || /[\t ]/.test(name)) throw new InvalidResponse('an invalid header');
    if (!isUsed(name)) continue;
    const value = text.slice(colon + 1, end).trim();
    if (headers[name] !== undefined && headers[name] !== value) throw new InvalidResponse(`two headers ${name}`);
    headers[name] = value;
  }
  return headers;
}

function bodyOf(status: number, { 'transfer-encoding': coding, 'content-length': length }: UsedHeaders): Body {
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

function keepAliveOf(headers: UsedHeaders, isOldVersion: boolean): number | undefined {
  const connection = headers.connection?.toLowerCase() ?? (isOldVersion ? 'close' : '');
  if (connection.split(',').some((option) => option.trim() === 'close')) return 0;
  const timeout = /(?:^|[,;\s])timeout=(\d{1,6})\b/i.exec(headers['keep-alive'] ?? '');
  return timeout ? Number(timeout[1]) * 1_000 : undefined;
}
