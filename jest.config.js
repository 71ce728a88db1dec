export default {
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/.data/'],
  modulePathIgnorePatterns: ['/.data/'],
  globalSetup: './test-kit/global-setup.ts',
  globalTeardown: './test-kit/global-teardown.ts',
  testTimeout: 30_000,
  maxWorkers: 2,
};
