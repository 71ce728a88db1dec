import { expect, test } from '@jest/globals';
import type { Viewer } from '#contract/viewer.ts';
import { eventOf } from '../messaging/inbox/testing/inbox-database.ts';
import { RevokedAccess, refusingRevoked } from './revoked-access.ts';
import { InvalidToken } from './verify-token.ts';

const viewer: Viewer = { id: 'p_1', role: 'passenger', sid: 'az_1', name: null, phoneNumber: null, expiresAt: 0 };
const event = (type: string, data: Record<string, unknown>) => eventOf('p_1', { type, data });

test('refuses the tokens of an ended session and of an account that cannot be used', async () => {
  for (const revoking of [
    event('auth.session-ended.v1', { sid: 'az_1' }),
    event('users.account-deactivated.v1', { accountId: 'p_1' }),
    event('users.account-deleted.v1', { accountId: 'p_1' }),
  ]) {
    const revoked = new RevokedAccess();
    const verify = refusingRevoked(async () => viewer, revoked);
    expect(await verify('token')).toEqual(viewer);
    revoked.apply([revoking]);
    await expect(verify('token')).rejects.toThrow(InvalidToken);
  }
});

test('accepts the tokens of an account that was activated again', () => {
  const revoked = new RevokedAccess();
  revoked.apply([event('users.account-deactivated.v1', { accountId: 'p_1' })]);
  revoked.apply([event('users.account-activated.v1', { accountId: 'p_1' })]);
  expect(revoked.has(viewer)).toBe(false);
});

test('ignores other events and other ids', () => {
  const revoked = new RevokedAccess();
  revoked.apply([
    event('users.account-updated.v1', { accountId: 'p_1' }),
    event('auth.session-ended.v1', { sid: 'az_2', accountId: 'p_1' }),
    event('auth.session-ended.v1', { sid: 7 }),
  ]);
  expect(revoked.has(viewer)).toBe(false);
});

test('reports the revocation of a viewer by session and by account, to every listener that was not removed', () => {
  const revoked = new RevokedAccess();
  const reports: string[] = [];
  const other = { ...viewer, sid: 'az_2' };
  const removeFirst = revoked.onRevoked(viewer, () => {
    reports.push('first');
    removeFirst();
  });
  revoked.onRevoked(viewer, () => reports.push('second'));
  const remove = revoked.onRevoked(other, () => reports.push('removed'));
  revoked.onRevoked(other, () => reports.push('other session'));
  remove();
  revoked.apply([event('auth.session-ended.v1', { sid: 'az_1' })]);
  expect(reports).toEqual(['first', 'second']);
  revoked.apply([event('users.account-deactivated.v1', { accountId: 'p_1' })]);
  expect(reports).toEqual(['first', 'second', 'second', 'other session']);
  revoked.apply([event('users.account-activated.v1', { accountId: 'p_1' })]);
  expect(reports).toHaveLength(4);
});
