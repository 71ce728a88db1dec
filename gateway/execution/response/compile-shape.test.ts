import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, executeSync, parse, validate } from 'graphql';
import { conditionsOf, conditionVariables } from '../../graphql/conditions.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import { compileShape } from './compile-shape.ts';
import { Shaping } from './shaping.ts';

const schema = buildSchema(`
  type Query {
    int: Int float: Float text: String flag: Boolean id: ID color: Color any: Any
    must: Int! list: [Int] mustList: [Int!]! deep: [[Int!]]
    user: User users: [User!] node: Node hit: Hit hits: [Hit!]! named: Named
  }
  scalar Any
  enum Color { RED GREEN }
  interface Named { name: String }
  interface Node implements Named { id: ID! name: String }
  type User implements Node & Named { id: ID! name: String! age: Int friend: User }
  type Pet implements Node & Named { id: ID! name: String legs: Int! }
  type Stone implements Heavy { weight: Int }
  union Hit = User | Stone
  interface Heavy { weight: Int }
`);

function shape(query: string, data: Record<string, unknown>, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const conditions = conditionsOf(conditionVariables(document), variables);
  const shaping = new Shaping(variables);
  const shaped = compileShape({ ...operationParts(document, undefined), schema, conditions })(data, shaping);
  const paths = (errors: Shaping['missing']) => errors.map(({ path }) => (path ?? []).join('.'));
  return { data: shaped, invalid: paths(shaping.invalid), missing: paths(shaping.missing) };
}

const user = (more: object = {}) => ({ __typename: 'User', id: '1', name: 'n', ...more });

describe('fields', () => {
  test('are the selected ones, under their aliases, in the order of the operation', () => {
    const query = `{ b: text ...F int ... on Query { user { name } a: text } }
      fragment F on Query { user { age } float user { again: id } }`;
    const { data } = shape(query, {
      int: 1,
      a: 'a',
      b: 'b',
      float: 1.5,
      secret: 1,
      user: user({ age: 7, again: 'x' }),
    });
    expect(JSON.stringify(data)).toBe('{"b":"b","user":{"age":7,"again":"x","name":"n"},"float":1.5,"int":1,"a":"a"}');
  });

  test('have the position of their first included selection', () => {
    const query = 'query ($x: Boolean!) { int @include(if: $x) text ... @skip(if: $x) { float } int }';
    const data = { int: 1, text: 't', float: 2 };
    expect(JSON.stringify(shape(query, data, { x: true }).data)).toBe('{"int":1,"text":"t"}');
    expect(JSON.stringify(shape(query, data, { x: false }).data)).toBe('{"text":"t","float":2,"int":1}');
  });

  test('may have the names of inherited properties, and are null when they are missing', () => {
    const query = '{ constructor: text toString: int __proto__: text valueOf: float hasOwnProperty: user { name } }';
    expect(shape(query, {})).toMatchObject({ invalid: [], missing: [] });
    expect(JSON.stringify(shape(query, {}).data)).toBe(
      '{"constructor":null,"toString":null,"__proto__":null,"valueOf":null,"hasOwnProperty":null}',
    );
    const sent = JSON.parse('{"__proto__":"p","constructor":"c","hasOwnProperty":{"name":"n"}}');
    expect(JSON.stringify(shape(query, sent).data)).toBe(
      '{"constructor":"c","toString":null,"__proto__":"p","valueOf":null,"hasOwnProperty":{"name":"n"}}',
    );
    expect(shape('{ __proto__: user { name } }', {}).data).toEqual(
      Object.defineProperty({}, '__proto__', { value: null, enumerable: true }),
    );
  });
});

describe('values', () => {
  test.each([
    ['int', [0, -0x80000000, 0x7fffffff], [1.5, 0x80000000, -0x80000001, '1', true, {}, [1]]],
    ['float', [1.5, 1, -0.1e300], ['1.5', true, {}]],
    ['text', ['', 'x'], [1, true, {}, ['x']]],
    ['flag', [true, false], ['true', 0, 1, {}]],
    ['color', ['RED', 'GREEN'], ['BLUE', 'red', 1, {}, 'constructor']],
    ['any', [1, 'x', false, { a: [1] }, [[]]], []],
  ])('of %s are returned when they are of the type, and refused otherwise', (field, valid, invalid) => {
    for (const value of valid) {
      expect(shape(`{ ${field} }`, { [field]: value })).toEqual({ data: { [field]: value }, invalid: [], missing: [] });
    }
    for (const value of invalid) {
      expect(shape(`{ ${field} }`, { [field]: value })).toEqual({
        data: { [field]: null },
        invalid: [field],
        missing: [],
      });
    }
  });

  test('of an ID may be integers, and are returned as strings', () => {
    expect(shape('{ id }', { id: 7 }).data).toEqual({ id: '7' });
    expect(shape('{ id }', { id: 1.5 })).toEqual({ data: { id: null }, invalid: ['id'], missing: [] });
  });

  test('that are not the list or object of their field are refused', () => {
    expect(shape('{ list users { name } }', { list: 1, users: { name: 'n' } })).toEqual({
      data: { list: null, users: null },
      invalid: ['list', 'users'],
      missing: [],
    });
    for (const value of ['text', 1, [user()]]) {
      expect(shape('{ user { name } }', { user: value })).toEqual({
        data: { user: null },
        invalid: ['user'],
        missing: [],
      });
    }
  });
});

describe('a null in a non-null position', () => {
  test('nulls its parents up to the first nullable one, and is reported once at its path', () => {
    expect(shape('{ must int }', { int: 1 })).toEqual({ data: null, invalid: [], missing: ['must'] });
    expect(shape('{ deep list }', { deep: [[1], [2, null], null], list: [null] })).toEqual({
      data: { deep: [[1], null, null], list: [null] },
      invalid: [],
      missing: ['deep.1.1'],
    });
    expect(shape('{ users { friend { name } } }', { users: [user({ friend: {} }), user({ friend: null })] })).toEqual({
      data: { users: [{ friend: null }, { friend: null }] },
      invalid: [],
      missing: ['users.0.friend.name'],
    });
    expect(shape('{ users { name } user { name } }', { users: [user(), {}, null] })).toEqual({
      data: { users: null, user: null },
      invalid: [],
      missing: ['users.1.name', 'users.2'],
    });
  });

  test('that replaces a value of a wrong type is reported only as that', () => {
    expect(shape('{ must int }', { must: 'x' })).toEqual({ data: null, invalid: ['must'], missing: [] });
    expect(shape('{ mustList }', { mustList: [1, 'x', 2] })).toEqual({
      data: null,
      invalid: ['mustList.1'],
      missing: [],
    });
  });
});

describe('the type of an object', () => {
  test('decides which fragments apply, and the types of its fields', () => {
    const query = `{ node { __typename name ... on User { age } ... on Pet { legs } ... on Named { n: name } } }`;
    expect(shape(query, { node: { __typename: 'Pet', name: null, legs: 4, n: 'x', age: 1 } }).data).toEqual({
      node: { __typename: 'Pet', name: null, legs: 4, n: 'x' },
    });
    // The field is nullable in the interface.
    expect(shape('{ node { name } }', { node: { __typename: 'User' } })).toEqual({
      data: { node: null },
      invalid: [],
      missing: ['node.name'],
    });
  });

  test('is the schema’s when the subgraph sends none', () => {
    expect(shape('{ user { t: __typename } __typename }', { user: { name: 'n' } }).data).toEqual({
      user: { t: 'User' },
      __typename: 'Query',
    });
  });

  test.each(['Stone', 'Heavy', 'Hit', 'Ghost', 'Any', 'Color', 7, true])(
    'cannot be %p when the field cannot have such an object',
    (type) => {
      const query = '{ node { __typename id } user { id } named { name } }';
      const object = { __typename: type, id: '1', name: 'n' };
      expect(shape(query, { node: object, user: object, named: object })).toEqual({
        data: { node: null, user: null, named: null },
        invalid: ['node', 'user', 'named'],
        missing: [],
      });
    },
  );

  test('is refused when it is not a member of the union', () => {
    expect(shape('{ hit { __typename } hits { __typename } }', { hit: { __typename: 'Pet' }, hits: [user()] })).toEqual(
      {
        data: { hit: null, hits: [{ __typename: 'User' }] },
        invalid: ['hit'],
        missing: [],
      },
    );
    expect(shape('{ hit { __typename } }', { hit: {} }).invalid).toEqual(['hit']);
  });

  test('may be only an interface, unless it is selected', () => {
    for (const object of [
      { id: '1', name: 'n', age: 1 },
      { __typename: 'Node', id: '1', name: 'n', age: 1 },
    ]) {
      const query = '{ node { id ... on Named { name } ... on User { age } } named { name } }';
      expect(shape(query, { node: object, named: object }).data).toEqual({
        node: { id: '1', name: 'n' },
        named: { name: 'n' },
      });
      expect(shape('{ node { __typename } }', { node: object })).toEqual({
        data: { node: null },
        invalid: [],
        missing: ['node.__typename'],
      });
    }
  });

  test('is the field’s object type when the subgraph sends an interface', () => {
    expect(shape('{ user { __typename id } }', { user: { __typename: 'Node', id: '1' } }).data).toEqual({
      user: { __typename: 'User', id: '1' },
    });
  });
});

describe('compared with graphql-js on the same data', () => {
  const query = `query {
    int text color must @include(if: true) list mustList deep
    user { ...U friend { ...U friend { name } } }
    users { name age f: friend { name } }
    node { __typename id ... on User { friend { id name } } ... on Pet { legs } }
    hits { __typename ... on Stone { weight } ... on Node { name } }
  } fragment U on User { id name age }`;

  /** Mostly valid, sometimes null, sometimes of a wrong type. */
  const mostly = (valid: fc.Arbitrary<unknown>) =>
    fc.oneof(
      { weight: 20, arbitrary: valid },
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constant({}) },
    );
  const int = mostly(fc.integer({ min: -0x80000001, max: 0x80000000 }));
  const text = mostly(fc.string({ maxLength: 2 }));
  const listOf = (item: fc.Arbitrary<unknown>) => mostly(fc.array(item, { maxLength: 3 }));
  const object = (type: string, fields: Record<string, fc.Arbitrary<unknown>>) =>
    mostly(fc.record({ __typename: fc.constant(type), ...fields }));
  const person = (friend: fc.Arbitrary<unknown>) =>
    object('User', { id: text, name: text, age: int, friend, f: friend });
  const someone = person(person(person(fc.constant(null))));
  const pet = object('Pet', { id: text, name: text, legs: int });
  const stone = object('Stone', { weight: int });
  const root = fc.record({
    int,
    text,
    color: mostly(fc.constantFrom('RED', 'GREEN', 'BLUE')),
    must: mostly(fc.constant(1)),
    list: listOf(int),
    mustList: fc.array(fc.constant(1)),
    deep: listOf(listOf(int)),
    user: someone,
    users: listOf(someone),
    node: fc.oneof(someone, pet, stone),
    hits: fc.array(fc.oneof(someone, stone)),
  });
  const document = parse(query);

  test('returns the same data, and an error at every path where graphql-js has one', () => {
    fc.assert(
      fc.property(root, (data) => {
        const { data: shaped, invalid, missing } = shape(query, data);
        const expected = executeSync({
          schema,
          document,
          rootValue: data,
          fieldResolver: (source, _args, _context, { path }) => source[path.key],
          typeResolver: ({ __typename }) => __typename,
        });
        expect(JSON.stringify(shaped)).toBe(JSON.stringify(expected.data));
        // A missing type is reported at the field that selects it.
        const reported = [...invalid, ...missing].map((path) => path.replace(/\.__typename$/, ''));
        const paths = (expected.errors ?? []).map(({ path }) => (path ?? []).join('.'));
        expect(paths.filter((path) => !reported.includes(path))).toEqual([]);
        if (paths.length === 0) expect(reported).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
