import { expect, test } from '@jest/globals';
import { ConnectionLimit } from './connection-limit.ts';

test('an address has as many connections as its bound, and another address its own', () => {
  const limit = new ConnectionLimit({ perProcess: 10, perAddress: 2 });
  const first = limit.acquire('10.0.0.1');
  expect(first).not.toBeNull();
  expect(limit.acquire('10.0.0.1')).not.toBeNull();
  expect(limit.acquire('10.0.0.1')).toBeNull();
  expect(limit.acquire('10.0.0.2')).not.toBeNull();
  first?.();
  // A second release is none.
  first?.();
  expect(limit.acquire('10.0.0.1')).not.toBeNull();
  expect(limit.acquire('10.0.0.1')).toBeNull();
});

test('an IPv6 network of 64 bits is one address', () => {
  const limit = new ConnectionLimit({ perProcess: 10, perAddress: 1 });
  expect(limit.acquire('2001:db8:1:2::1')).not.toBeNull();
  expect(limit.acquire('2001:db8:1:2::ffff')).toBeNull();
  expect(limit.acquire('2001:db8:1:3::1')).not.toBeNull();
});

test('all addresses together have as many as the bound of the process', () => {
  const limit = new ConnectionLimit({ perProcess: 3, perAddress: 2 });
  const releases = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => limit.acquire(address));
  expect(releases).not.toContain(null);
  expect(limit.acquire('10.0.0.4')).toBeNull();
  releases[0]?.();
  expect(limit.acquire('10.0.0.4')).not.toBeNull();
});
