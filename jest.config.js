export default {
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/.data/', '/tests/ci/'],
  modulePathIgnorePatterns: ['/.data/'],
  globalSetup: './test-kit/global-setup.ts',
  globalTeardown: './test-kit/global-teardown.ts',
  testTimeout: 30_000,
  maxWorkers: 2,
  // A worker keeps the modules of the files that it has run. Without a new one from time to time it would run out of memory.
  workerIdleMemoryLimit: '1500MB',
};
