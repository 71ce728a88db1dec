import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Viewer } from '#contract/viewer.ts';
import { eventOf } from '../messaging/inbox/testing/inbox-database.ts';
import { RevokedAccess } from './revoked-access.ts';
import { SessionWatch } from './session-watch.ts';

const seconds = 1_000;
const sessionEnded = eventOf('p_1', { type: 'auth.session-ended.v1', data: { sid: 'az_1' } });

beforeEach(() => {
  jest.useFakeTimers({ now: 1_800_000_000_000 });
});

afterEach(() => {
  // A cache of the revocations sets a timer for a moment.
  jest.advanceTimersByTime(10);
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const viewer = (expiresIn: number): Viewer => ({
  id: 'p_1',
  role: 'passenger',
  sid: 'az_1',
  name: null,
  phoneNumber: null,
  expiresAt: Date.now() / 1_000 + expiresIn,
});

test('reports expiry once, when the token expires', () => {
  const ends: string[] = [];
  new SessionWatch(null).onEnd(viewer(600), (end) => ends.push(end));
  jest.advanceTimersByTime(599 * seconds);
  expect(ends).toEqual([]);
  jest.advanceTimersByTime(1 * seconds);
  expect(ends).toEqual(['expired']);
});

test('gives a token that was accepted by clock skew the rest of the skew', () => {
  const ends: string[] = [];
  new SessionWatch(null).onEnd(viewer(-20), (end) => ends.push(end));
  jest.advanceTimersByTime(39 * seconds);
  expect(ends).toEqual([]);
  jest.advanceTimersByTime(1 * seconds);
  expect(ends).toEqual(['expired']);
});

test('waits longer than a timer can', () => {
  const days = 24 * 3_600;
  const ends: string[] = [];
  new SessionWatch(null).onEnd(viewer(60 * days), (end) => ends.push(end));
  jest.advanceTimersByTime(59 * days * seconds);
  expect(ends).toEqual([]);
  jest.advanceTimersByTime(1 * days * seconds);
  expect(ends).toEqual(['expired']);
});

test('reports a revocation, and then no expiry', () => {
  const revoked = new RevokedAccess();
  const ends: string[] = [];
  new SessionWatch(revoked).onEnd(viewer(600), (end) => ends.push(end));
  revoked.apply([sessionEnded]);
  revoked.apply([sessionEnded]);
  expect(ends).toEqual(['revoked']);
});

test('reports at once what was revoked before', () => {
  const revoked = new RevokedAccess();
  revoked.apply([sessionEnded]);
  const ends: string[] = [];
  new SessionWatch(revoked).onEnd(viewer(600), (end) => ends.push(end));
  expect(ends).toEqual(['revoked']);
});

test('reports nothing to a listener that was removed', () => {
  const revoked = new RevokedAccess();
  const ends: string[] = [];
  new SessionWatch(revoked).onEnd(viewer(600), (end) => ends.push(end))();
  revoked.apply([sessionEnded]);
  jest.advanceTimersByTime(600 * seconds);
  expect(ends).toEqual([]);
});
