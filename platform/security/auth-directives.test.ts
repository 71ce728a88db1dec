import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLObjectType } from 'graphql';
import type { Role, Viewer } from '#contract/viewer.ts';
import { refusedBy, ruleAt, ruleOfField } from './auth-directives.ts';

const schema = buildSchema(`
  directive @authenticated repeatable on FIELD_DEFINITION | OBJECT
  directive @requiresScopes(scopes: [[String!]!]!) repeatable on FIELD_DEFINITION | OBJECT
  directive @other__authenticated on FIELD_DEFINITION
  type Query {
    open: Int
    signedIn: Int @authenticated
    anyOf: Int @requiresScopes(scopes: [["admin"], ["driver"]])
    allOf: Int @requiresScopes(scopes: [["admin", "driver"]])
    both: Int @requiresScopes(scopes: [["admin"], ["driver"]]) @requiresScopes(scopes: [["driver"], ["service"]])
    secret: [Secret!]!
    adminSecret: Secret @requiresScopes(scopes: [["admin"]])
    nobody: Int @requiresScopes(scopes: [])
    renamed: Int @other__authenticated
  }
  type Secret @authenticated { text: String }
  type Extended { text: String }
  extend type Extended @requiresScopes(scopes: [["admin"]]) { more: String }
`);

const fieldRule = (type: string, field: string, names?: Parameters<typeof ruleOfField>[2]) => {
  const parent = schema.getType(type) as GraphQLObjectType;
  const definition = parent.getFields()[field];
  if (!definition) throw new Error(field);
  return ruleOfField(parent, definition, names);
};
const viewerOf = (role: Role): Viewer => ({
  id: 'x_1',
  role,
  sid: null,
  name: null,
  phoneNumber: null,
  expiresAt: 0,
});

describe('access to a field', () => {
  const ok = null;
  const no = 'FORBIDDEN';
  test.each([
    ['open', ok, ok, ok],
    ['signedIn', ok, ok, ok],
    ['anyOf', ok, ok, no],
    ['allOf', no, no, no],
    ['both', no, ok, no],
    ['secret', ok, ok, ok],
    ['adminSecret', ok, no, no],
    ['nobody', no, no, no],
  ] as const)('%s: admin %s, driver %s, passenger %s', (field, admin, driver, passenger) => {
    const rule = fieldRule('Query', field);
    const refused = (['admin', 'driver', 'passenger'] as const).map((role) => refusedBy(rule, viewerOf(role)));
    expect(refused).toEqual([admin, driver, passenger]);
    expect(refusedBy(rule, null)).toBe(field === 'open' ? null : 'UNAUTHENTICATED');
  });
});

test('a rule on a type applies to its fields and to the fields that return it', () => {
  expect(fieldRule('Secret', 'text')).toEqual({ authenticated: true, scopes: [] });
  expect(fieldRule('Query', 'secret')).toEqual({ authenticated: true, scopes: [] });
  expect(fieldRule('Query', 'adminSecret')).toEqual({ authenticated: true, scopes: [[['admin']]] });
});

test('a rule on an extension of a type applies', () => {
  const type = schema.getType('Extended') as GraphQLObjectType;
  expect(ruleAt(type)).toEqual({ authenticated: false, scopes: [[['admin']]] });
});

test('reads the directives by the names that the schema gives them', () => {
  const names = { authenticated: 'other__authenticated', requiresScopes: 'other__requiresScopes' };
  expect(fieldRule('Query', 'renamed')).toBeNull();
  expect(fieldRule('Query', 'renamed', names)).toEqual({ authenticated: true, scopes: [] });
  expect(fieldRule('Query', 'signedIn', names)).toBeNull();
});
