import { describe, expect, test } from '@jest/globals';
import { admission, viewerWithRole } from '../testing/admitted-answer.ts';

/** The names of the root fields that ran. */
const resolved: string[] = [];
const item = (n: number) => ({
  __typename: 'Item',
  id: `i${n}`,
  secret: `s${n}`,
  tags: [{ __typename: 'Tag', label: `t${n}`, secret: 'x' }],
  must: 'm',
  both: 'b',
  either: 'e',
});

const run = admission(
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
  interface Node { id: ID! secret: String tagged: Tag }
  type Item implements Node {
    id: ID!
    secret: String @authenticated
    tagged: Tag @authenticated
    must: String! @requiresScopes(scopes: [["admin"]])
    tags: [Tag!]!
    both: String @requiresScopes(scopes: [["admin", "driver"]])
    either: String @requiresScopes(scopes: [["admin"], ["driver"]])
  }
  type Tag { label: String secret: String! @authenticated }
  type Open implements Node { id: ID! secret: String tagged: Tag }
  type Vault @authenticated { gold: Int }
  enum Level @requiresScopes(scopes: [["admin"]]) { LOW }
  union Any = Item | Open
  `,
  {
    items: [item(1), item(2)],
    maybe: [item(1), null, item(2)],
    grid: [[item(1)], null, [item(2), item(3)]],
    item: item(1),
    me: () => resolved.push('me') && item(0),
    vault: { gold: 1 },
    level: 'LOW',
    nodes: [item(1), { __typename: 'Open', id: 'o1', secret: 'shown', tagged: { label: 'o' } }],
    thing: () => resolved.push('thing') && item(9),
    any: [item(1), { __typename: 'Open', id: 'o1', secret: 'shown' }],
    open: () => resolved.push('open') && 'opened',
    close: () => resolved.push('close') && 'closed',
    shut: () => resolved.push('shut') && 'shut',
  },
);

describe('the null of a refused field', () => {
  test('is set in each object of a list, with the index in the error’s path, and keys keep their order', () => {
    const { data, errors } = run('{ items { secret id } maybe { id secret } }');
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

  test('is set in nested lists', () => {
    const { data, errors } = run('{ grid { secret } }');
    expect(data).toEqual({ grid: [[{ secret: null }], null, [{ secret: null }, { secret: null }]] });
    expect(errors).toEqual(['grid.0.0', 'grid.2.0', 'grid.2.1'].map((at) => `${at}.secret UNAUTHENTICATED`));
  });

  test('propagates to the nearest nullable parent', () => {
    expect(run('{ item { id must } }').data).toEqual({ item: null });
    expect(run('{ maybe { must } }').data).toEqual({ maybe: [null, null, null] });
    expect(run('{ grid { must } }').data).toEqual({ grid: [null, null, null] });
    expect(run('{ item { id tags { secret } } maybe { tags { secret } } }').data).toEqual({
      item: null,
      maybe: [null, null, null],
    });
  });

  test('propagates to the whole result when no parent is nullable', () => {
    expect(run('{ items { must } item { id } }')).toMatchObject({
      data: null,
      errors: ['items.0.must UNAUTHENTICATED', 'items.1.must UNAUTHENTICATED'],
    });
    expect(run('{ me { id } item { id } }')).toMatchObject({ data: null, errors: ['me UNAUTHENTICATED'] });
  });
});

describe('refuseFields', () => {
  test('keeps the aliases of refused fields, also of one field selected twice', () => {
    const { data, errors } = run('{ first: item { hidden: secret } second: item { secret name: id } }');
    expect(data).toEqual({ first: { hidden: null }, second: { secret: null, name: 'i1' } });
    expect(errors).toEqual(['first.hidden UNAUTHENTICATED', 'second.secret UNAUTHENTICATED']);
  });

  test('reports one error for a refused field that is selected several times', () => {
    const query =
      '{ item { secret } ...F ... on Query { item { secret id } } } fragment F on Query { item { secret } }';
    expect(run(query)).toMatchObject({
      data: { item: { secret: null, id: 'i1' } },
      errors: ['item.secret UNAUTHENTICATED'],
    });
  });

  test('finds refused fields in named, inline and nested fragments', () => {
    const { data, errors } = run(`
      query { items { ...Whole } }
      fragment Whole on Item { ... { ...Part } ... on Node { id } }
      fragment Part on Item { secret tags { ... on Tag { label secret } } }
    `);
    expect(data).toBeNull();
    expect(errors).toContain('items.1.tags.0.secret UNAUTHENTICATED');
    expect(errors).toContain('items.0.secret UNAUTHENTICATED');
  });

  test('keeps a field of one type when another type of the interface or union hides it', () => {
    for (const field of ['nodes', 'any']) {
      const { data, errors } = run(`{ ${field} { ... on Item { secret } ... on Open { secret } } }`);
      expect(data).toEqual({ [field]: [{ secret: null }, { secret: 'shown' }] });
      expect(errors).toEqual([`${field}.0.secret UNAUTHENTICATED`]);
    }
  });

  test('refuses a field of an interface to the types that hide it only', () => {
    const { data, errors, ran } = run('{ nodes { id secret ... on Open { secret } } }');
    expect(data).toEqual({
      nodes: [
        { id: 'i1', secret: null },
        { id: 'o1', secret: 'shown' },
      ],
    });
    expect(errors).toEqual(['nodes.0.secret UNAUTHENTICATED']);
    expect(ran).not.toMatch(/nodes {\s+id\s+secret/);
    expect(run('{ nodes { secret } }', { viewer: viewerWithRole('passenger') }).errors).toEqual([]);
  });

  test('keeps the alias, the directives and the place of such a field, also in fragments', () => {
    const { data, errors } = run(`query ($no: Boolean = false) {
      nodes { a: id ...F hidden: secret @include(if: $no) z: id }
    } fragment F on Node { shown: secret __isNode: __typename ... on Node { again: secret } }`);
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        nodes: [
          { a: 'i1', shown: null, __isNode: 'Item', again: null, z: 'i1' },
          { a: 'o1', shown: 'shown', __isNode: 'Open', again: 'shown', z: 'o1' },
        ],
      }),
    );
    expect(errors).toEqual(['nodes.0.shown UNAUTHENTICATED', 'nodes.0.again UNAUTHENTICATED']);
  });

  test('judges a field with selections by the rules of all types together', () => {
    const { data, ran } = run('{ nodes { id tagged { label } ... on Open { tagged { label } } } }');
    expect(data).toEqual({
      nodes: [
        { id: 'i1', tagged: null },
        { id: 'o1', tagged: null },
      ],
    });
    expect(ran).toMatch(/\.\.\. on Open {\s+tagged/);
  });

  test('does not refuse a field that @skip or @include leaves out', () => {
    const query =
      'query ($yes: Boolean!) { item { a: secret @skip(if: $yes) b: secret @include(if: $yes) c: secret @include(if: false) } }';
    expect(run(query, { variables: { yes: true } })).toMatchObject({
      data: { item: { b: null } },
      errors: ['item.b UNAUTHENTICATED'],
    });
    expect(run(query, { variables: { yes: false } }).data).toEqual({ item: { a: null } });
  });

  test('checks only the selected operation and its fragments', () => {
    const query = 'query A { ...F } query B { me { id } } fragment F on Query { item { secret } }';
    expect(run(query, { operationName: 'A' })).toMatchObject({
      data: { item: { secret: null } },
      errors: ['item.secret UNAUTHENTICATED'],
    });
  });

  test('keeps client aliases that resemble a placeholder', () => {
    const { data, errors } = run('{ item { refused_0_secret: id secret refused_1_secret: id } }');
    expect(data).toEqual({ item: { refused_0_secret: 'i1', secret: null, refused_1_secret: 'i1' } });
    expect(errors).toEqual(['item.secret UNAUTHENTICATED']);
  });

  test('keeps a response key that objects inherit from their prototype', () => {
    const { data, errors } = run(
      '{ item { __proto__: id secret toString: id } __proto__: item { constructor: secret } maybe { __proto__: secret } }',
    );
    const refused = '{"__proto__":null}';
    expect(JSON.stringify(data)).toBe(
      `{"item":{"__proto__":"i1","secret":null,"toString":"i1"},"__proto__":{"constructor":null},"maybe":[${refused},null,${refused}]}`,
    );
    expect(errors).toEqual([
      'item.secret UNAUTHENTICATED',
      '__proto__.constructor UNAUTHENTICATED',
      'maybe.0.__proto__ UNAUTHENTICATED',
      'maybe.2.__proto__ UNAUTHENTICATED',
    ]);
  });

  test('returns the document unchanged when no field is refused', () => {
    const query = '{ items { id secret } }';
    const { data, ran } = run(query, { viewer: viewerWithRole('passenger') });
    expect(data).toEqual({ items: [1, 2].map((n) => ({ id: `i${n}`, secret: `s${n}` })) });
    expect(ran).toBe('{\n  items {\n    id\n    secret\n  }\n}');
  });
});

describe('a refused root field', () => {
  test('of a query does not run, nor do its selections', () => {
    resolved.length = 0;
    const { data, ran } = run('query ($id: ID) { thing(id: $id) { secret tags { label } } item { id } }');
    expect(data).toEqual({ thing: null, item: { id: 'i1' } });
    expect(ran).not.toMatch(/thing\(|tags/);
    expect(resolved).toEqual([]);
  });

  test('of a mutation does not run; the other fields run in order', () => {
    resolved.length = 0;
    const { data, errors } = run('mutation { one: close open two: close }', {
      viewer: viewerWithRole('passenger'),
    });
    expect(data).toEqual({ one: 'closed', open: null, two: 'closed' });
    expect(errors).toEqual(['open FORBIDDEN']);
    expect(resolved).toEqual(['close', 'close']);
    expect(run('mutation { shut }')).toMatchObject({ data: null, errors: ['shut UNAUTHENTICATED'] });
    expect(resolved).not.toContain('shut');
  });
});

describe('the directives', () => {
  test('require every scope of one set, and any one of several sets', () => {
    const seen = (role: 'admin' | 'driver' | 'passenger') =>
      run('{ item { both either } }', { viewer: viewerWithRole(role) });
    expect(seen('driver')).toMatchObject({
      data: { item: { both: null, either: 'e' } },
      errors: ['item.both FORBIDDEN'],
    });
    expect(seen('admin').data).toEqual({ item: { both: null, either: 'e' } });
    expect(seen('passenger').errors).toEqual(['item.both FORBIDDEN', 'item.either FORBIDDEN']);
  });

  test('on a type or an enum apply to every field that returns it', () => {
    expect(run('{ vault { gold } level }')).toMatchObject({
      data: { vault: null, level: null },
      errors: ['vault UNAUTHENTICATED', 'level UNAUTHENTICATED'],
    });
    const { data, errors } = run('{ vault { gold } level }', { viewer: viewerWithRole('passenger') });
    expect(data).toEqual({ vault: { gold: 1 }, level: null });
    expect(errors).toEqual(['level FORBIDDEN']);
  });
});
