import { expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { AuthPolicy } from '../admission/auth-policy.ts';
import { composeSupergraph } from './compose.ts';

const imports = '"@key", "@interfaceObject", "@authenticated", { name: "@requiresScopes", as: "@may" }';
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;

const { supergraphSdl } = composeSupergraph([
  {
    name: 'one',
    url: 'http://one',
    typeDefs: `${link}
      type Query { mixed: Mixed private: Private account: Account }
      interface Mixed { id: ID secret: Int }
      type Open implements Mixed { id: ID secret: Int @may(scopes: [["a"]]) }
      type Closed implements Mixed @authenticated { id: ID secret: Int @may(scopes: [["b"]]) }
      interface Private { id: ID }
      type Safe implements Private @authenticated { id: ID }
      type Vault implements Private @authenticated { id: ID }
      interface Account @key(fields: "id") { id: ID! }
      type User implements Account @key(fields: "id") { id: ID! }
      type Robot implements Account @key(fields: "id") { id: ID! }`,
  },
  {
    name: 'two',
    url: 'http://two',
    typeDefs: `${link} type Account @key(fields: "id") @interfaceObject { id: ID! mail: Int @authenticated }`,
  },
]);
const policy = new AuthPolicy(parse(supergraphSdl));

const ofInterface = (name: string) => {
  const definition = parse(supergraphSdl).definitions.find((each) => 'name' in each && each.name?.value === name);
  return definition ? print(definition).replaceAll(/ @join__\w+(\(.*?\))?/g, '') : '';
};

test('an interface of public and private types is public, and each object is under the rule of its type', () => {
  expect(ofInterface('Mixed')).not.toMatch(/@authenticated|@may/);
  expect(policy.ruleOf('Query', 'mixed')).toBeNull();
  expect([...(policy.rulesByType('Mixed', 'id') ?? [])]).toEqual([
    ['Closed', { authenticated: true, scopes: [] }],
    ['Open', null],
  ]);
  expect([...(policy.rulesByType('Mixed', 'secret') ?? [])]).toEqual([
    ['Closed', { authenticated: true, scopes: [[['b']]] }],
    ['Open', { authenticated: false, scopes: [[['a']]] }],
  ]);
});

test('an interface keeps the rules that all its types have, and those of an interface object', () => {
  expect(ofInterface('Private')).toContain('interface Private @authenticated');
  expect(policy.ruleOf('Query', 'private')).toEqual({ authenticated: true, scopes: [] });
  expect(ofInterface('Account')).toMatch(/mail: Int @authenticated/);
  expect(policy.rulesByType('Account', 'mail')).toBeNull();
  expect(policy.ruleOf('Account', 'mail')).toEqual({ authenticated: true, scopes: [] });
});
