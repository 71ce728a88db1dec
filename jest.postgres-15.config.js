import base from './jest.config.js';

const folders = [
  'cli/migrate',
  'platform/(database|messaging)',
  'registry',
  'subgraphs/users/domain/(accounts|audit)',
  'subgraphs/trips/(domain/(bookings|waitlist|scheduled)|model)',
];

/** It lets every user in, and this test needs a server that does not. */
const notHere = ['/wait-for-database\\.test\\.ts$'];

/** The tests that depend most on the database, on PostgreSQL 15 of the operating system: the oldest version that the platform supports. */
export default {
  ...base,
  globalSetup: './test-kit/global-setup-postgres-15.ts',
  testMatch: undefined,
  testPathIgnorePatterns: [...base.testPathIgnorePatterns, ...notHere],
  testRegex: [`/(${folders.join('|')})/.*\\.test\\.ts$`, '/tests/migrations\\.test\\.ts$'],
};
