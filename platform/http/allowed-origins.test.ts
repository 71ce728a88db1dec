import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { AllowedOrigins, isOrigin, loopback } from './allowed-origins.ts';

test.each([
  ['https://app.example', true],
  ['https://app.example:8443', true],
  ['http://[::1]:3000', true],
  ['capacitor://localhost', true],
  ['https://app.example/', false],
  ['https://app.example/path', false],
  ['https://app.example:443', false],
  ['https://App.example', false],
  ['https://user@app.example', false],
  ['https://*.app.example', false],
  ['*', false],
  ['null', false],
  ['app.example', false],
  ['file:///', false],
])('%s is an origin: %s', (text, is) => {
  expect(isOrigin(text)).toBe(is);
});

test('lists exact origins, and those of this machine where loopback is among them', () => {
  const exact = new AllowedOrigins(['https://app.example'], []);
  const local = new AllowedOrigins(['https://app.example', loopback], []);
  for (const origins of [exact, local]) {
    expect(origins.lists('https://app.example')).toBe(true);
    for (const other of ['http://app.example', 'https://app.example:8443', 'https://app.example.evil.test', 'null']) {
      expect(origins.lists(other)).toBe(false);
    }
  }
  for (const origin of ['http://localhost:5173', 'http://127.0.0.1:1', 'https://[::1]', 'http://localhost']) {
    expect([exact.lists(origin), local.lists(origin)]).toEqual([false, true]);
  }
  for (const other of [
    'http://localhost.evil.test',
    'http://127.0.0.1.evil.test:80',
    'http://evil.test/http://localhost',
  ])
    expect(local.lists(other)).toBe(false);
});

describe('a request', () => {
  const origins = new AllowedOrigins(['https://app.example'], ['10.0.0.1']);
  const accepts = (headers: Record<string, string>, remoteAddress = '192.0.2.1') =>
    origins.accepts({ headers, socket: { remoteAddress } } as IncomingMessage);

  test.each([
    ['without an origin', { host: 'api.example' }, true],
    ['of its own origin, without saying so', { host: 'api.example', 'sec-fetch-site': 'same-origin' }, true],
    ['of another site, without an origin', { host: 'api.example', 'sec-fetch-site': 'cross-site' }, false],
    [
      'of a listed origin',
      { host: 'api.example', origin: 'https://app.example', 'sec-fetch-site': 'cross-site' },
      true,
    ],
    ['of its own origin', { host: 'api.example', origin: 'https://api.example' }, true],
    ['of its own origin, with the default port', { host: 'api.example:443', origin: 'https://api.example' }, true],
    ['of its own origin, with another port', { host: 'api.example:4000', origin: 'http://api.example:4000' }, true],
    ['of another port', { host: 'api.example:4000', origin: 'http://api.example:4001' }, false],
    ['of another origin', { host: 'api.example', origin: 'https://evil.test' }, false],
    ['of a sandboxed page', { host: 'null', origin: 'null' }, false],
    ['without a host', { origin: 'https://evil.test' }, false],
    ['with an invalid host', { host: '[', origin: 'https://evil.test' }, false],
  ] as [string, Record<string, string>, boolean][])('%s', (_, headers, accepted) => {
    expect(accepts(headers)).toBe(accepted);
  });

  test('of the origin that a proxy forwards counts as its own only when the proxy is trusted', () => {
    const headers = { host: 'internal:4000', 'x-forwarded-host': 'api.example', origin: 'https://api.example' };
    expect(accepts(headers, '10.0.0.1')).toBe(true);
    expect(accepts(headers)).toBe(false);
    expect(accepts({ ...headers, origin: 'http://internal:4000' }, '10.0.0.1')).toBe(false);
  });
});
