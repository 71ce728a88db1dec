import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Part {
  id: string;
  pId?: string;
  compositeId?: { one: string; two: string };
}

const composite = (id: string) => ({ one: `${id}.one`, two: `${id}.two` });

/** A type with simple, nested and composite keys. Subgraph `b` resolves the composite key only. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { a: Part }
      type Part @key(fields: "id") @key(fields: "pId") @key(fields: "compositeId { one two }") @key(fields: "id compositeId { two three }") {
        id: ID! pId: ID! compositeId: Composite! name: String!
      }
      type Composite { one: ID! two: ID! three: ID! }`,
    resolvers: {
      Query: { a: () => ({ id: '1' }) },
      Part: {
        __resolveReference: ({ id, compositeId }: Part) => ({ id: id ?? compositeId?.one.split('.')[0] }),
        pId: ({ id }: Part) => `p${id}`,
        name: ({ id }: Part) => `name ${id}`,
        compositeId: ({ id }: Part) => ({ ...composite(id), three: `${id}.three` }),
      },
    },
  },
  b: {
    typeDefs: `
      type Query { whole: Whole wholes: [Whole] }
      type Whole @key(fields: "id") { id: ID! parts: [Part!]! main: Part }
      type Part
        @key(fields: "id", resolvable: false)
        @key(fields: "pId", resolvable: false)
        @key(fields: "compositeId { one two }", resolvable: false)
        @key(fields: "id compositeId { two three }") {
        id: ID! pId: ID! compositeId: Composite! name: String! @external nameInB: String! @requires(fields: "name")
      }
      type Composite { one: ID! two: ID! three: ID! }`,
    resolvers: {
      Query: { whole: () => ({ id: '100' }), wholes: () => [{ id: '1' }, null] },
      Whole: { parts: () => [{ id: '1' }, { id: '2' }], main: () => ({ id: '3' }) },
      Part: {
        pId: ({ id }: Part) => `p${id}`,
        compositeId: ({ id }: Part) => ({ ...composite(id), three: `${id}.three` }),
        nameInB: ({ id, name, compositeId }: Part & { name: string }) => `${name} in b (${id} ${compositeId?.two})`,
      },
    },
  },
});

const inB = (id: string) => `name ${id} in b (${id} ${id}.two)`;

test('represents the entity by a key that the subgraph resolves', async () => {
  expect(await graph.run('{ whole { id parts { id name nameInB } } }')).toEqual({
    data: { whole: { id: '100', parts: ['1', '2'].map((id) => ({ id, name: `name ${id}`, nameInB: inB(id) })) } },
  });
});

test('represents objects of the other subgraph by that key, beside client selections of key fields', async () => {
  const query = `{ a { nameInB compositeId { two } } whole { main { compositeId { one: three } nameInB pId: id id: pId } } wholes { main { nameInB } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      a: { nameInB: inB('1'), compositeId: { two: '1.two' } },
      whole: { main: { compositeId: { one: '3.three' }, nameInB: inB('3'), pId: '3', id: 'p3' } },
      wholes: [{ main: { nameInB: inB('3') } }, null],
    },
  });
});
