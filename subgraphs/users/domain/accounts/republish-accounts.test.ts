import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { limits } from '#platform/limits.ts';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';
import { retellAccounts } from './republish-accounts.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
beforeEach(() => users.orm.em.execute('truncate drivers, passengers, admins cascade'));
afterAll(() => users.stop());

let ids = 0;
const newId = (prefix: string) => `${prefix}_retold${String(ids++).padStart(26, '0')}`;
const retell = () => retellAccounts(users.orm.em, () => ({ now: users.clock.now(), newId }));

test('tells of each account as it is, of whatever type, deactivated and deleted ones too', async () => {
  const driver = await users.newDriver('Fahad');
  const deactivated = await users.newPassenger('Mona');
  await users.deactivate(deactivated.id);
  const deleted = await users.newPassenger('Salem');
  await users.deleteAccount(deleted);
  expect(await retell()).toBe(3);
  for (const { id } of [driver, deactivated, deleted]) {
    expect((await users.eventsOf(id)).at(-1)).toContain('account-updated');
  }
  expect(await users.dataOfLastEvent(driver.id)).toMatchObject({ fullName: 'Fahad', isActive: true });
  expect(await users.dataOfLastEvent(deactivated.id)).toMatchObject({ fullName: 'Mona', isActive: false });
  expect(await users.dataOfLastEvent(deleted.id)).toMatchObject({ fullName: null, isActive: false });
});

test('tells of more accounts than one batch has, each once', async () => {
  const count = limits.retoldBatch * 2 + 3;
  await users.orm.em.execute(
    `insert into passengers (id, created_at, updated_at, phone_number)
     select 'p_' || lpad(at::text, 32, '0'), now(), now(), '+9665' || lpad(at::text, 8, '0') from generate_series(1, ${count}) at`,
  );
  expect(await retell()).toBe(count);
  const [told] = await users.orm.em.execute<{ all: number; subjects: number }[]>(
    `select count(*)::int as all, count(distinct subject)::int as subjects from messaging.outbox
     where subject like 'p_0000%'`,
  );
  expect(told).toEqual({ all: count, subjects: count });
});

test('waits for a step that is under way, and tells what it makes of the account', async () => {
  const { id } = await users.newPassenger('Mona');
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const step = users.orm.em.fork().transactional(async (tx) => {
    await tx.execute('update passengers set full_name = ? where id = ?', ['Hind', id]);
    begun.resolve();
    await release.promise;
  });
  await begun.promise;
  const retelling = retell();
  await users.untilBlocked(1);
  release.resolve();
  await Promise.all([step, retelling]);
  expect(await users.dataOfLastEvent(id)).toMatchObject({ fullName: 'Hind' });
});
