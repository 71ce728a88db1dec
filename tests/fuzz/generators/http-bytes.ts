import type { Dice } from '../dice.ts';
import { damaged } from '../hostile-json.ts';
import { anyPort, type Generator, httpRequest, type Vocabulary } from '../input.ts';

const methods = [
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PRI',
  'get',
  'G\0T',
  '',
  'QUERY',
  'M-SEARCH',
];
const paths = [
  '/graphql',
  '/',
  '/%',
  '/graphql%',
  '/%00',
  '/%ff%fe',
  '/graphql?query=%',
  '/graphql?query={__typename}&query={x}',
  '/graphql?variables[__proto__][a]=1',
  '//graphql',
  '/graphql/',
  '/../../etc/hostname',
  '/graphql;a=b',
  'http://127.0.0.1:1/graphql',
  '*',
  'graphql',
  '/health/ready',
  '/metrics',
  '/graphiql',
  '/connect/token',
  '/connect/%2e%2e/graphql',
  '/.well-known/%',
  '/.well-known/openid-configuration',
  `/${'a'.repeat(20_000)}`,
  '/a b',
  '/\u00e9',
];
const versions = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.1 ', 'http/1.1', 'HTTPS/1.1', ''];
const lineEnds = ['\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\n\r', '\0\r\n'];
const body = '{"query":"{ __typename }"}';
const lengths = [
  '0',
  '5',
  String(body.length),
  '999',
  '-1',
  '1e1',
  '0x1a',
  '99999999999999999999',
  '',
  '26, 26',
  '26, 5',
  ' 26',
  '+26',
];
const chunkings = [
  `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  `${body.length.toString(16)};a=b\r\n${body}\r\n0\r\nx-trailer: 1\r\n\r\n`,
  `ffffffffffffffff\r\n${body}`,
  `-1\r\n${body}\r\n0\r\n\r\n`,
  `zz\r\n${body}\r\n0\r\n\r\n`,
  `${body.length.toString(16)}\n${body}\n0\n\n`,
  `5\r\n${body}\r\n0\r\n\r\n`,
  '0\r\n\r\n',
];
const oddHeaders = [
  'x: \0',
  'x : 1',
  ' x: 1',
  'x',
  ': 1',
  'x\0y: 1',
  'host: a\r\nhost: b',
  'host: @:/',
  'host:',
  'expect: 100-continue',
  'expect: 200-ok',
  'upgrade: h2c\r\nconnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
  'upgrade: websocket',
  'connection: keep-alive, close, x, x',
  'content-encoding: gzip',
  'content-type: application/json; charset=utf-7',
  'content-type: \x80\xff',
  'content-type: ;;;',
  'accept: \x80;q=2,,,*',
  'accept-language: *;q=-1,,ar;q=9999999',
  'accept-encoding: gzip;q=x, br;q=1e9, *;q=0',
  'x-request-id: ../../a',
  'x-forwarded-for: a, b, 999.1.1.1, [::1',
  'x-deadline-ms: -1',
  'x-deadline-ms: 1e999',
  'traceparent: 00-0-0-0',
  'forwarded: for="_gazonk"',
  'cookie: a=%; =; ;;',
  'origin: null',
  'sec-fetch-site: x',
  'authorization: Basic %%%',
];

function requestLine(dice: Dice): string {
  if (dice.chance(0.1)) return dice.bytes(dice.below(60)).toString('latin1');
  return `${dice.pick(methods)} ${dice.pick(paths)} ${dice.chance(0.7) ? 'HTTP/1.1' : dice.pick(versions)}`;
}

function rawRequest(dice: Dice, { host }: Vocabulary): Buffer {
  const newline = dice.pick(lineEnds);
  const headers = [
    `host: ${host}`,
    ...(dice.chance(0.7) ? ['content-type: application/json'] : []),
    ...dice.list(3, () => dice.pick(oddHeaders)),
    ...(dice.chance(0.6) ? [`content-length: ${dice.pick(lengths)}`] : []),
    ...(dice.chance(0.3)
      ? [
          `transfer-encoding: ${dice.pick(['chunked', 'Chunked', 'chunked, chunked', 'gzip, chunked', 'identity', '\x0bchunked', 'x'])}`,
        ]
      : []),
    ...(dice.chance(0.03) ? [`x-long: ${'a'.repeat(dice.pick([8_000, 16_384, 80_000]))}`] : []),
    ...(dice.chance(0.03) ? Array.from({ length: 3_000 }, (_, index) => `x-${index}: 1`) : []),
  ];
  const content = dice.chance(0.5) ? body : dice.pick(chunkings);
  return Buffer.from([requestLine(dice), ...headers, '', content].join(newline), 'latin1');
}

/** Bytes where a server expects HTTP/1.1: request lines, headers, lengths and chunks that are wrong or contradict each other. */
export const httpBytes: Generator = (dice, vocabulary) => {
  const { host } = vocabulary;
  const valid = () =>
    httpRequest('POST', '/graphql', { host, connection: 'keep-alive', 'content-type': 'application/json' }, body);
  const make = () => {
    switch (dice.below(6)) {
      case 0:
        return dice.bytes(1 + dice.below(400));
      case 1:
        return damaged(dice, valid());
      case 2:
        // TLS to a port without it.
        return Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0, 1]), dice.bytes(dice.below(300))]);
      default:
        return rawRequest(dice, vocabulary);
    }
  };
  const pipelined = dice.list(3, () => (dice.chance(0.5) ? valid() : make()));
  return {
    port: anyPort(dice),
    parts: [make(), ...pipelined],
    complete: false,
    leaves: dice.chance(0.8) ? 'end' : 'reset',
  };
};
