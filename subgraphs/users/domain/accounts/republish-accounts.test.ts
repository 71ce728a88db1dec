import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';
import { republishAccounts, republishBatch } from './republish-accounts.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers();
});
beforeEach(() => users.orm.em.execute('truncate drivers, passengers, admins cascade'));
afterAll(() => users.stop());

let ids = 0;
const newId = (prefix: string) => `${prefix}_republish${String(ids++).padStart(23, '0')}`;
const republish = () => republishAccounts(users.orm.em, () => ({ now: users.clock.now(), newId }));

test('publishes the current state of every account, deactivated and deleted ones included', async () => {
  const driver = await users.newDriver('Fahad');
  const deactivated = await users.newPassenger('Mona');
  await users.deactivate(deactivated.id);
  const deleted = await users.newPassenger('Salem');
  await users.deleteAccount(deleted);
  expect(await republish()).toBe(3);
  for (const { id } of [driver, deactivated, deleted]) {
    expect((await users.eventsOf(id)).at(-1)).toContain('account-updated');
  }
  expect(await users.dataOfLastEvent(driver.id)).toMatchObject({ fullName: 'Fahad', isActive: true });
  expect(await users.dataOfLastEvent(deactivated.id)).toMatchObject({ fullName: 'Mona', isActive: false });
  expect(await users.dataOfLastEvent(deleted.id)).toMatchObject({ fullName: null, isActive: false });
});

test('publishes each account once across several batches', async () => {
  const count = republishBatch * 2 + 3;
  await users.orm.em.execute(
    `insert into passengers (id, created_at, updated_at, phone_number)
     select 'p_' || lpad(at::text, 32, '0'), now(), now(), '+9665' || lpad(at::text, 8, '0') from generate_series(1, ${count}) at`,
  );
  expect(await republish()).toBe(count);
  const [published] = await users.orm.em.execute<{ all: number; subjects: number }[]>(
    `select count(*)::int as all, count(distinct subject)::int as subjects from messaging.outbox
     where subject like 'p_0000%'`,
  );
  expect(published).toEqual({ all: count, subjects: count });
});

test('waits for a concurrent update and publishes its result', async () => {
  const { id } = await users.newPassenger('Mona');
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const update = users.orm.em.fork().transactional(async (tx) => {
    await tx.execute('update passengers set full_name = ? where id = ?', ['Hind', id]);
    begun.resolve();
    await release.promise;
  });
  await begun.promise;
  const republishing = republish();
  await users.untilBlocked(1);
  release.resolve();
  await Promise.all([update, republishing]);
  expect(await users.dataOfLastEvent(id)).toMatchObject({ fullName: 'Hind' });
});
