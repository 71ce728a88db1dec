import base from './jest.config.js';

/** The tests of tests/ci, which need servers that only CI installs, or more time than `npm test` has. */
export default {
  ...base,
  testMatch: ['**/tests/ci/**/*.test.ts'],
  testPathIgnorePatterns: base.testPathIgnorePatterns.filter((pattern) => pattern !== '/tests/ci/'),
  testTimeout: 300_000,
  maxWorkers: 1,
};
