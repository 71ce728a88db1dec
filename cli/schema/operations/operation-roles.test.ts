import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { clientRoles } from '../changes/access/viewing.ts';
import { rolesOf } from './operation-roles.ts';

function read(text: string) {
  const { of, faults } = rolesOf(parse(text));
  return { roles: [...of.values()], faults: faults.map(({ line, column, reason }) => `${line}:${column} ${reason}`) };
}

test('an operation runs as the roles of the comment above it, and without one as every role', () => {
  const text = `# The list of trips.
# roles: anonymous, passenger
# It needs no sign-in.
query A { a }
#Roles:driver
query B { b }
query C { c }`;

  expect(read(text)).toEqual({ roles: [['anonymous', 'passenger'], ['driver'], clientRoles], faults: [] });
});

test.each([
  ['# roles: passanger, admin', 'Unknown role "passanger". The roles are anonymous, driver, passenger, admin.'],
  ['# roles: service', 'Unknown role "service". The roles are anonymous, driver, passenger, admin.'],
  ['# roles:', 'Unknown role "". The roles are anonymous, driver, passenger, admin.'],
  ['# roles: admin,', 'Unknown role "". The roles are anonymous, driver, passenger, admin.'],
  ['# roles: admin\n# roles: driver', 'An operation has one comment "# roles:".'],
])('an operation under %j runs as every role, and the comment is a fault', (comment, reason) => {
  const line = comment.includes('\n') ? 3 : 2;

  expect(read(`\n${comment}\nquery A { a }`)).toEqual({ roles: [clientRoles], faults: [`${line}:1 ${reason}`] });
});

test('a comment that is above no operation is a fault', () => {
  const text = `query A {
  # roles: admin
  a
}
# roles: admin
fragment F on T { a }`;
  const reason = 'The comment "# roles:" is above no operation.';

  expect(read(text)).toEqual({ roles: [clientRoles], faults: [`2:3 ${reason}`, `5:1 ${reason}`] });
});
