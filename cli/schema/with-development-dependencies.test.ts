import { afterEach, expect, jest, test } from '@jest/globals';
import { withDevelopmentDependencies } from './with-development-dependencies.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

test('runs what it loads', async () => {
  const load = async () => ({ check: async () => 1 as const });
  expect(await withDevelopmentDependencies(load, ({ check }) => check())).toBe(1);
});

test('a missing package is one line, and no verdict', async () => {
  const lines = jest.spyOn(console, 'error').mockReturnValue(undefined);
  const missing = new Error("Cannot find package 'yaml' imported from /app/cli/schema/approvals/read-approvals.ts");
  const load = () => Promise.reject<never>(Object.assign(missing, { code: 'ERR_MODULE_NOT_FOUND' }));
  expect(await withDevelopmentDependencies(load, async () => 0)).toBe(2);
  expect(lines.mock.calls).toEqual([
    [
      "could not run: Cannot find package 'yaml': this command needs the development dependencies, which npm ci installs",
    ],
  ]);
});

test('any other error is thrown', async () => {
  const load = () => Promise.reject<never>(new Error('a fault of the module'));
  await expect(withDevelopmentDependencies(load, async () => 0)).rejects.toThrow('a fault of the module');
});
