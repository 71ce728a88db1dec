import { describe, expect, test } from '@jest/globals';
import { InvalidResponse, maxHeadBytes, type ReadResponse, ResponseReader } from './response-reader.ts';

const maxBytes = 100;

/** Reads a response in pieces of a size, each from the same bytes, as a connection does. */
function read(text: string, size = Number.POSITIVE_INFINITY): ReadResponse | null {
  const reader = new ResponseReader(maxBytes);
  const bytes = Buffer.from(text, 'utf8');
  const shared = Buffer.alloc(Math.min(size, bytes.length));
  let response: ReadResponse | null = null;
  for (let at = 0; at < bytes.length; at += size) {
    if (response) throw new Error('bytes are left');
    response = reader.read(shared.subarray(0, bytes.copy(shared, 0, at)));
  }
  return response;
}

const head = (...headers: string[]) => ['HTTP/1.1 200 OK', ...headers, '', ''].join('\r\n');
const plain = `${head('Content-Type: application/json', 'Content-Length: 9')}{"é":1}x`;

const responses: [string, string, Partial<ReadResponse>][] = [
  ['of a length', plain, { status: 200, text: '{"é":1}x' }],
  ['of no bytes', head('content-length: 0'), { text: '' }],
  ['of the most bytes', head(`content-length: ${maxBytes}`) + 'x'.repeat(maxBytes), { text: 'x'.repeat(maxBytes) }],
  [
    'in chunks',
    `${head('Transfer-Encoding: chunked')}3\r\n{"a\r\n9;ext=1\r\n":"\r\n0\r\n\r\r\n2\r\n"}\r\n0\r\n\r\n`,
    { text: '{"a":"\r\n0\r\n\r"}' },
  ],
  ['in chunks with trailers', `${head('transfer-encoding: chunked')}1\r\nx\r\n0\r\nA: b\r\n\r\n`, { text: 'x' }],
  ['without a body', head().replace('200 OK', '204 No Content'), { status: 204, text: '' }],
  ['after an interim one', `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${plain}`, { text: '{"é":1}x' }],
  ['without a reason', 'HTTP/1.1 503\r\nRetry-After: 3\r\ncontent-length: 0\r\n\r\n', { status: 503, retryAfter: '3' }],
  ['of a connection that closes', head('Connection: Close', 'content-length: 0'), { keepAlive: 0 }],
  ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n', { keepAlive: 0 }],
  ['with a time', head('Keep-Alive: timeout=5, max=100', 'content-length: 0'), { keepAlive: 5_000 }],
  ['with the same length twice', head('content-length: 1', 'Content-Length: 1').concat('x'), { text: 'x' }],
];

describe.each(responses)('a response %s', (_which, text, expected) => {
  test.each([1, 2, 3, 7, Number.POSITIVE_INFINITY])('is read in pieces of %d bytes', (size) => {
    expect(read(text, size)).toMatchObject(expected);
  });
});

test('a response without a length ends with the connection', () => {
  const reader = new ResponseReader(maxBytes);
  expect(reader.read(Buffer.from(`${head()}{"a":1}`))).toBeNull();
  expect(reader.end()).toEqual({ status: 200, text: '{"a":1}', keepAlive: 0, retryAfter: undefined });
});

test.each([
  ['nothing', ''],
  ['a part of the head', 'HTTP/1.1 200 OK\r\nContent-'],
  ['a part of the body', `${head('content-length: 2')}x`],
  ['a part of the chunks', `${head('transfer-encoding: chunked')}1\r\nx\r\n`],
])('a connection that ends after %s is an error', (_what, text) => {
  const reader = new ResponseReader(maxBytes);
  if (text) expect(reader.read(Buffer.from(text))).toBeNull();
  expect(() => reader.end()).toThrow('the connection was closed');
});

test.each([
  ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['another version', 'HTTP/2 200 OK\r\n\r\n'],
  ['an invalid status', 'HTTP/1.1 999 No\r\n\r\n'],
  ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ['a header without a colon', head('content-length 0')],
  ['a space before the colon', head('content-length : 0')],
  ['a header over two lines', head('content-length: 1', ' 0')],
  ['two lengths', head('content-length: 1', 'content-length: 2')],
  ['a negative length', head('content-length: -1')],
  ['a length of a list', head('content-length: 1, 1')],
  ['a length beside chunks', head('content-length: 1', 'transfer-encoding: chunked')],
  ['an unknown transfer coding', head('transfer-encoding: gzip, chunked')],
  ['a compressed body', head('content-encoding: gzip', 'content-length: 1')],
  ['bytes after the body', `${head('content-length: 1')}xy`],
  ['bytes after the chunks', `${head('transfer-encoding: chunked')}0\r\n\r\nx`],
  ['an invalid size of a chunk', `${head('transfer-encoding: chunked')}g\r\n`],
  ['a huge size of a chunk', `${head('transfer-encoding: chunked')}fffffffff\r\n`],
  ['a chunk that is longer than its size', `${head('transfer-encoding: chunked')}1\r\nxy\r\n`],
])('%s is refused', (_what, text) => {
  expect(() => read(text)).toThrow(InvalidResponse);
});

describe('the bounds', () => {
  const tooLarge = { isTooLarge: true };
  const caught = (run: () => unknown): unknown => {
    try {
      run();
    } catch (error) {
      return error;
    }
    return null;
  };

  test('of a body, by its length, its chunks and its bytes', () => {
    const more = 'x'.repeat(maxBytes + 1);
    // Before the body arrives.
    expect(caught(() => read(head(`content-length: ${maxBytes + 1}`).concat('x')))).toMatchObject(tooLarge);
    const chunked = `${head('transfer-encoding: chunked')}${(maxBytes + 1).toString(16)}\r\nx`;
    expect(caught(() => read(chunked))).toMatchObject(tooLarge);
    expect(caught(() => read(`${head()}${more}`))).toMatchObject(tooLarge);
    expect(read(`${head()}${more.slice(1)}`)).toBeNull();
  });

  test('of the head', () => {
    const withHead = (bytes: number) => {
      const rest = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\na: ';
      return `${rest}${'x'.repeat(bytes - rest.length)}\r\n\r\n`;
    };
    expect(read(withHead(maxHeadBytes), 1_000)).toMatchObject({ status: 200 });
    expect(caught(() => read(withHead(maxHeadBytes + 1)))).toMatchObject(tooLarge);
    expect(caught(() => read('x'.repeat(maxHeadBytes + 5), 1_000))).toMatchObject(tooLarge);
  });
});
