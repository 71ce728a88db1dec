import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { composeSupergraph } from '../supergraph/compose.ts';
import { AuthPolicy } from './auth-policy.ts';

function policyOf(imports: string, typeDefs: string): AuthPolicy {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;
  const { supergraphSdl } = composeSupergraph([{ name: 'one', url: 'http://one', typeDefs: link + typeDefs }]);
  return new AuthPolicy(parse(supergraphSdl));
}

const signedIn = { authenticated: true, scopes: [] };

describe('a supergraph that composition made', () => {
  test('says what each field asks for, and nothing of the public ones', () => {
    const policy = policyOf(
      '"@authenticated", "@requiresScopes"',
      `type Query { open: Int mine: Int @authenticated both: Int @authenticated @requiresScopes(scopes: [["a", "b"], ["c"]]) }`,
    );
    expect(policy.ruleOf('Query', 'open')).toBeNull();
    expect(policy.ruleOf('Query', 'mine')).toEqual(signedIn);
    expect(policy.ruleOf('Query', 'both')).toEqual({ authenticated: true, scopes: [[['a', 'b'], ['c']]] });
    expect(policy.ruleOf('Nothing', 'open')).toBeNull();
  });

  test('may have imported the directives under other names', () => {
    const policy = policyOf(
      '{ name: "@authenticated", as: "@signedIn" }, { name: "@requiresScopes", as: "@may" }',
      `type Query { open: Int mine: Int @signedIn owned: Int @may(scopes: [["a"]]) }`,
    );
    expect(policy.ruleOf('Query', 'open')).toBeNull();
    expect(policy.ruleOf('Query', 'mine')).toEqual(signedIn);
    expect(policy.ruleOf('Query', 'owned')).toEqual({ authenticated: false, scopes: [[['a']]] });
  });

  test('binds a field by its own rule, its type’s and that of what it returns', () => {
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

describe('a supergraph of another make', () => {
  test('has links with an import list, or with a name for the whole', () => {
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

  test('has not told its interfaces what their members hide', () => {
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
  });
});
