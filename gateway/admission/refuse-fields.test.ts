import { describe, expect, test } from '@jest/globals';
import { admission, viewerWithRole } from '../testing/admitted-answer.ts';

const asked: string[] = [];
const item = (n: number) => ({
  __typename: 'Item',
  id: `i${n}`,
  secret: `s${n}`,
  tags: [{ __typename: 'Tag', label: `t${n}`, secret: 'x' }],
  must: 'm',
  both: 'b',
  either: 'e',
});

const answerTo = admission(
  `
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  type Query {
    items: [Item!]!
    maybe: [Item]
    grid: [[Item!]]
    item: Item
    me: Item! @authenticated
    vault: Vault
    level: Level
    nodes: [Node!]!
    thing(id: ID): Item @authenticated
    any: [Any!]!
  }
  type Mutation { open: String @requiresScopes(scopes: [["driver"]]) close: String shut: String! @authenticated }
  interface Node { id: ID! secret: String }
  type Item implements Node {
    id: ID!
    secret: String @authenticated
    must: String! @requiresScopes(scopes: [["admin"]])
    tags: [Tag!]!
    both: String @requiresScopes(scopes: [["admin", "driver"]])
    either: String @requiresScopes(scopes: [["admin"], ["driver"]])
  }
  type Tag { label: String secret: String! @authenticated }
  type Open implements Node { id: ID! secret: String }
  type Vault @authenticated { gold: Int }
  enum Level @requiresScopes(scopes: [["admin"]]) { LOW }
  union Any = Item | Open
  `,
  {
    items: [item(1), item(2)],
    maybe: [item(1), null, item(2)],
    grid: [[item(1)], null, [item(2), item(3)]],
    item: item(1),
    me: () => asked.push('me') && item(0),
    vault: { gold: 1 },
    level: 'LOW',
    nodes: [item(1), { __typename: 'Open', id: 'o1', secret: 'told' }],
    thing: () => asked.push('thing') && item(9),
    any: [item(1), { __typename: 'Open', id: 'o1', secret: 'told' }],
    open: () => asked.push('open') && 'opened',
    close: () => asked.push('close') && 'closed',
    shut: () => asked.push('shut') && 'shut',
  },
);

describe('where the nulls go', () => {
  test('into each object of a list, with its index in the path, and the keys in the order they were asked for', () => {
    const { data, errors } = answerTo('{ items { secret id } maybe { id secret } }');
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        items: [
          { secret: null, id: 'i1' },
          { secret: null, id: 'i2' },
        ],
        maybe: [{ id: 'i1', secret: null }, null, { id: 'i2', secret: null }],
      }),
    );
    expect(errors).toEqual(['items.0', 'items.1', 'maybe.0', 'maybe.2'].map((at) => `${at}.secret UNAUTHENTICATED`));
  });

  test('into lists in lists', () => {
    const { data, errors } = answerTo('{ grid { secret } }');
    expect(data).toEqual({ grid: [[{ secret: null }], null, [{ secret: null }, { secret: null }]] });
    expect(errors).toEqual(['grid.0.0', 'grid.2.0', 'grid.2.1'].map((at) => `${at}.secret UNAUTHENTICATED`));
  });

  test('to the nearest parent that may be null', () => {
    expect(answerTo('{ item { id must } }').data).toEqual({ item: null });
    expect(answerTo('{ maybe { must } }').data).toEqual({ maybe: [null, null, null] });
    expect(answerTo('{ grid { must } }').data).toEqual({ grid: [null, null, null] });
    expect(answerTo('{ item { id tags { secret } } maybe { tags { secret } } }').data).toEqual({
      item: null,
      maybe: [null, null, null],
    });
  });

  test('to the whole answer where every parent must be there', () => {
    expect(answerTo('{ items { must } item { id } }')).toMatchObject({
      data: null,
      errors: ['items.0.must UNAUTHENTICATED', 'items.1.must UNAUTHENTICATED'],
    });
    expect(answerTo('{ me { id } item { id } }')).toMatchObject({ data: null, errors: ['me UNAUTHENTICATED'] });
  });
});

describe('what a document may look like', () => {
  test('an alias is kept, and so are two of one field', () => {
    const { data, errors } = answerTo('{ first: item { hidden: secret } second: item { secret name: id } }');
    expect(data).toEqual({ first: { hidden: null }, second: { secret: null, name: 'i1' } });
    expect(errors).toEqual(['first.hidden UNAUTHENTICATED', 'second.secret UNAUTHENTICATED']);
  });

  test('a field that is asked for more than once is refused once', () => {
    const query =
      '{ item { secret } ...F ... on Query { item { secret id } } } fragment F on Query { item { secret } }';
    expect(answerTo(query)).toMatchObject({
      data: { item: { secret: null, id: 'i1' } },
      errors: ['item.secret UNAUTHENTICATED'],
    });
  });

  test('fragments, named and inline and in each other, hide nothing', () => {
    const { data, errors } = answerTo(`
      query { items { ...Whole } }
      fragment Whole on Item { ... { ...Part } ... on Node { id } }
      fragment Part on Item { secret tags { ... on Tag { label secret } } }
    `);
    expect(data).toBeNull();
    expect(errors).toContain('items.1.tags.0.secret UNAUTHENTICATED');
    expect(errors).toContain('items.0.secret UNAUTHENTICATED');
  });

  test('a member that may be seen keeps a field that another member must hide', () => {
    for (const field of ['nodes', 'any']) {
      const { data, errors } = answerTo(`{ ${field} { ... on Item { secret } ... on Open { secret } } }`);
      expect(data).toEqual({ [field]: [{ secret: null }, { secret: 'told' }] });
      expect(errors).toEqual([`${field}.0.secret UNAUTHENTICATED`]);
    }
  });

  test('a field of an interface is refused where any member hides it, and then for all of them', () => {
    const { data, errors, ran } = answerTo('{ nodes { id secret ... on Open { secret } } }');
    expect(data).toEqual({
      nodes: [
        { id: 'i1', secret: null },
        { id: 'o1', secret: null },
      ],
    });
    expect(errors).toEqual(['nodes.0.secret UNAUTHENTICATED', 'nodes.1.secret UNAUTHENTICATED']);
    expect(ran).not.toMatch(/nodes {\s+id\s+secret/);
  });

  test('@skip and @include decide first: what was left out is not refused', () => {
    const query =
      'query ($yes: Boolean!) { item { a: secret @skip(if: $yes) b: secret @include(if: $yes) c: secret @include(if: false) } }';
    expect(answerTo(query, { variables: { yes: true } })).toMatchObject({
      data: { item: { b: null } },
      errors: ['item.b UNAUTHENTICATED'],
    });
    expect(answerTo(query, { variables: { yes: false } }).data).toEqual({ item: { a: null } });
  });

  test('only the operation that runs is looked at, with the fragments that it shares', () => {
    const query = 'query A { ...F } query B { me { id } } fragment F on Query { item { secret } }';
    expect(answerTo(query, { operationName: 'A' })).toMatchObject({
      data: { item: { secret: null } },
      errors: ['item.secret UNAUTHENTICATED'],
    });
  });

  test("a client's own aliases can look like a stand-in and stay what they are", () => {
    const { data, errors } = answerTo('{ item { refused_0_secret: id secret refused_1_secret: id } }');
    expect(data).toEqual({ item: { refused_0_secret: 'i1', secret: null, refused_1_secret: 'i1' } });
    expect(errors).toEqual(['item.secret UNAUTHENTICATED']);
  });

  test('nothing is changed, not even the document, where nothing is refused', () => {
    const query = '{ items { id secret } }';
    const { data, ran } = answerTo(query, { viewer: viewerWithRole('passenger') });
    expect(data).toEqual({ items: [1, 2].map((n) => ({ id: `i${n}`, secret: `s${n}` })) });
    expect(ran).toBe('{\n  items {\n    id\n    secret\n  }\n}');
  });
});

describe('what is refused is not run', () => {
  test('not a query, with whatever is below it and whatever variables it has', () => {
    asked.length = 0;
    const { data, ran } = answerTo('query ($id: ID) { thing(id: $id) { secret tags { label } } item { id } }');
    expect(data).toEqual({ thing: null, item: { id: 'i1' } });
    expect(ran).not.toMatch(/thing\(|tags/);
    expect(asked).toEqual([]);
  });

  test('not a mutation; the others run, in their order', () => {
    asked.length = 0;
    const { data, errors } = answerTo('mutation { one: close open two: close }', {
      viewer: viewerWithRole('passenger'),
    });
    expect(data).toEqual({ one: 'closed', open: null, two: 'closed' });
    expect(errors).toEqual(['open FORBIDDEN']);
    expect(asked).toEqual(['close', 'close']);
    expect(answerTo('mutation { shut }')).toMatchObject({ data: null, errors: ['shut UNAUTHENTICATED'] });
    expect(asked).not.toContain('shut');
  });
});

describe('what the directives ask for', () => {
  test('one set of scopes is met by having all of it, a list of sets by any one of them', () => {
    const seen = (role: 'admin' | 'driver' | 'passenger') =>
      answerTo('{ item { both either } }', { viewer: viewerWithRole(role) });
    expect(seen('driver')).toMatchObject({
      data: { item: { both: null, either: 'e' } },
      errors: ['item.both FORBIDDEN'],
    });
    expect(seen('admin').data).toEqual({ item: { both: null, either: 'e' } });
    expect(seen('passenger').errors).toEqual(['item.both FORBIDDEN', 'item.either FORBIDDEN']);
  });

  test('a rule on a type, an enum too, holds for every field that returns it', () => {
    expect(answerTo('{ vault { gold } level }')).toMatchObject({
      data: { vault: null, level: null },
      errors: ['vault UNAUTHENTICATED', 'level UNAUTHENTICATED'],
    });
    const { data, errors } = answerTo('{ vault { gold } level }', { viewer: viewerWithRole('passenger') });
    expect(data).toEqual({ vault: { gold: 1 }, level: null });
    expect(errors).toEqual(['level FORBIDDEN']);
  });
});
