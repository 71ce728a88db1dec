import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startUsers, type UsersHarness } from '../../testing/harness.ts';

let users: UsersHarness;
beforeAll(async () => {
  users = await startUsers({ passwordHashes: { running: 1, waiting: 1 } });
});
afterAll(() => users.stop());

const metrics = async () => (await fetch(new URL('/metrics', users.url))).text();

test.each(['known@masar.test', 'unknown@masar.test'])(
  'too many passwords of %s at once are RATE_LIMITED',
  async (email) => {
    if (email.startsWith('known')) await users.newAdmin(email);
    const attempts = Array.from(
      { length: 20 },
      (_, at) => `a${at}: adminByPassword(email: $email, password: "wrong") { id }`,
    );
    const query = `query ($email: String!) { ${attempts.join(' ')} }`;
    const { data, errors = [] } = await users.request(query, { email }, users.service);
    expect(new Set(Object.values(data))).toEqual(new Set([null]));
    expect(errors.length).toBeGreaterThan(0);
    // The first one is computed, and the next one after it.
    expect(errors.length).toBeLessThanOrEqual(18);
    for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 2 });
    expect(await metrics()).toMatch(
      /limit_exceeded_total\{limit="password-hashes",action="refused",service="users"\} [1-9]/,
    );
    expect(await metrics()).toMatch(/password_hashes_waiting\{service="users"\} 0/);
  },
);
