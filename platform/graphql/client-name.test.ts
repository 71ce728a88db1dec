import { expect, test } from '@jest/globals';
import { clientNameOf, maxClientName, maxClientVersion, otherClient, unnamedClient } from './client-name.ts';

const named = (name: unknown, version?: unknown) =>
  clientNameOf({ 'apollographql-client-name': name, 'apollographql-client-version': version });

test('a client has the name and the version that it says', () => {
  expect(named('mobile', '1.2.3')).toEqual({ name: 'mobile', version: '1.2.3' });
  expect(named('تطبيق', undefined)).toEqual({ name: 'تطبيق', version: '' });
  expect(named(undefined, '1')).toEqual({ name: '', version: '1' });
});

test('a client that does not say has no name, or the one of its connection', () => {
  expect(clientNameOf({})).toBe(unnamedClient);
  expect(named(7, { version: 1 })).toBe(unnamedClient);
  const upgrade = { name: 'mobile', version: '1' };
  expect(clientNameOf({ Authorization: 'x' }, upgrade)).toBe(upgrade);
});

test('names and versions have a length at most, and no character that controls something', () => {
  expect(named('n'.repeat(maxClientName), 'v'.repeat(maxClientVersion))).toMatchObject({ name: 'n'.repeat(100) });
  expect(named('n'.repeat(maxClientName + 1))).toBe(otherClient);
  expect(named('web', 'v'.repeat(maxClientVersion + 1))).toBe(otherClient);
  for (const text of ['\u0000', 'a\nb', '\u001b[31m', '\u202e', '\ud800', '\u200b']) {
    expect([named(text), named('web', text)]).toEqual([otherClient, otherClient]);
  }
});
