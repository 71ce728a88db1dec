import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { roles } from '#contract/viewer.ts';
import { refusedBy } from '#platform/security/auth-directives.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { AuthPolicy } from './auth-policy.ts';

function policyOf(imports: string, typeDefs: string): AuthPolicy {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;
  const { supergraphSdl } = composeSupergraph([{ name: 'one', url: 'http://one', typeDefs: link + typeDefs }]);
  return new AuthPolicy(parse(supergraphSdl));
}

const signedIn = { authenticated: true, scopes: [] };

describe('with a supergraph that Apollo composed', () => {
  test('reads the rule of each field, null for a public one', () => {
    const policy = policyOf(
      '"@authenticated", "@requiresScopes"',
      `type Query { open: Int mine: Int @authenticated both: Int @authenticated @requiresScopes(scopes: [["a", "b"], ["c"]]) }`,
    );
    expect(policy.ruleOf('Query', 'open')).toBeNull();
    expect(policy.ruleOf('Query', 'mine')).toEqual(signedIn);
    expect(policy.ruleOf('Query', 'both')).toEqual({ authenticated: true, scopes: [[['a', 'b'], ['c']]] });
    expect(policy.ruleOf('Nothing', 'open')).toBeNull();
  });

  test('reads directives that the subgraphs import under other names', () => {
    const policy = policyOf(
      '{ name: "@authenticated", as: "@signedIn" }, { name: "@requiresScopes", as: "@may" }',
      `type Query { open: Int mine: Int @signedIn owned: Int @may(scopes: [["a"]]) }`,
    );
    expect(policy.ruleOf('Query', 'open')).toBeNull();
    expect(policy.ruleOf('Query', 'mine')).toEqual(signedIn);
    expect(policy.ruleOf('Query', 'owned')).toEqual({ authenticated: false, scopes: [[['a']]] });
  });

  test('reads a policy, under any name, as a scope that nobody has', () => {
    const policy = policyOf(
      '"@authenticated", { name: "@policy", as: "@only" }',
      `type Query { open: Int owned: Int @only(policies: [["admin"], ["owner", "local"]]) box: Box }
       type Box @only(policies: [["admin"]]) { size: Int }`,
    );
    const rule = policy.ruleOf('Query', 'owned');
    expect(rule?.scopes).toEqual([[['@policy admin'], ['@policy owner', '@policy local']]]);
    const viewer = { id: 'a_1', sid: null, name: null, phoneNumber: null, expiresAt: 2 ** 31 };
    for (const role of roles) expect(refusedBy(rule, { ...viewer, role })).toBe('FORBIDDEN');
    expect(refusedBy(rule, null)).toBe('UNAUTHENTICATED');
    expect(policy.ruleOf('Query', 'box')).toEqual(policy.ruleOf('Box', 'size'));
    expect(policy.ruleOf('Query', 'open')).toBeNull();
  });

  test('combines the rules of a field, its type and its return type', () => {
    const policy = policyOf(
      '"@authenticated", "@requiresScopes"',
      `type Query { list: [Box!]! }
       type Box @authenticated { size: Size @requiresScopes(scopes: [["a"]]) }
       scalar Size @requiresScopes(scopes: [["b"]])`,
    );
    expect(policy.ruleOf('Query', 'list')).toEqual(signedIn);
    expect(policy.ruleOf('Box', 'size')).toEqual({ authenticated: true, scopes: [[['a']], [['b']]] });
  });
});

describe('with a supergraph that another tool composed', () => {
  test('reads directives renamed by the import or by the name of a link', () => {
    const policy = new AuthPolicy(
      parse(`
        schema
          @link(url: "https://specs.apollo.dev/authenticated/v0.1", import: [{ name: "@authenticated", as: "@known" }])
          @link(url: "https://specs.apollo.dev/requiresScopes/v0.1/", as: "may") { query: Query }
        type Query { mine: Int @known owned: Int @may(scopes: [["a"]]) other: Int @authenticated }
      `),
    );
    expect(policy.ruleOf('Query', 'mine')).toEqual(signedIn);
    expect(policy.ruleOf('Query', 'owned')).toEqual({ authenticated: false, scopes: [[['a']]] });
    expect(policy.ruleOf('Query', 'other')).toBeNull();
  });

  test('applies the rules of implementing types to an interface without directives', () => {
    const policy = new AuthPolicy(
      parse(`
        type Query { node: Node }
        interface Node { id: ID secret: Int }
        type Hidden implements Node @authenticated { id: ID secret: Int }
        type Open implements Node { id: ID secret: Int @requiresScopes(scopes: [["a"]]) }
      `),
    );
    expect(policy.ruleOf('Node', 'id')).toEqual(signedIn);
    expect(policy.ruleOf('Node', 'secret')).toEqual({ authenticated: true, scopes: [[['a']]] });
    expect(policy.ruleOf('Open', 'id')).toBeNull();
    expect([...(policy.rulesByType('Node', 'id') ?? [])]).toEqual([
      ['Hidden', signedIn],
      ['Open', null],
    ]);
    expect(policy.rulesByType('Hidden', 'id')).toBeNull();
  });

  test('applies a rule on an interface to every implementing type', () => {
    const policy = new AuthPolicy(
      parse(`
        type Query { node: Node }
        interface Node { id: ID secret: Int @authenticated }
        type Hidden implements Node { id: ID secret: Int @requiresScopes(scopes: [["a"]]) }
        type Open implements Node { id: ID secret: Int }
      `),
    );
    expect(policy.rulesByType('Node', 'id')).toBeNull();
    expect([...(policy.rulesByType('Node', 'secret') ?? [])]).toEqual([
      ['Hidden', { authenticated: true, scopes: [[['a']]] }],
      ['Open', signedIn],
    ]);
  });
});
