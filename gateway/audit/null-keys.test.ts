import { afterEach, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const books = [
  { upc: 'b1', id: '1', author: 'Aya' },
  { upc: 'b2', id: '2', author: 'Badr' },
  { upc: 'b3', id: null, author: null },
];

/** Each key leads to the next subgraph. Some keys are null or unknown: the fields behind them are null, and no others. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { shelves: [Shelf] firm: Book! }
      type Shelf { book: Book strict: Book! }
      type Book @key(fields: "upc") { upc: ID! }`,
    resolvers: {
      Query: {
        shelves: () => ['b1', 'b2', 'b3', 'b4'].map((upc) => ({ book: { upc }, strict: { upc } })),
        firm: () => ({ upc: 'b3' }),
      },
    },
  },
  b: {
    typeDefs: `type Book @key(fields: "upc") @key(fields: "id") { upc: ID! id: ID }`,
    resolvers: {
      Book: { __resolveReference: ({ upc }: { upc: string }) => books.find((book) => book.upc === upc) ?? null },
    },
  },
  c: {
    typeDefs: `
      type Book @key(fields: "id") { id: ID author: Author must: String! }
      type Author { name: String }`,
    resolvers: {
      Book: {
        __resolveReference: ({ id }: { id: string | null }) => {
          const book = id === null ? undefined : books.find((each) => each.id === id);
          return book ? { id, author: { name: book.author }, must: `must ${id}` } : null;
        },
      },
    },
  },
});

afterEach(() => graph.reset());

test('nulls only the fields behind a null key', async () => {
  expect(await graph.run('{ shelves { book { upc author { name } } } }')).toEqual({
    data: {
      shelves: [
        { book: { upc: 'b1', author: { name: 'Aya' } } },
        { book: { upc: 'b2', author: { name: 'Badr' } } },
        { book: { upc: 'b3', author: null } },
        { book: { upc: 'b4', author: null } },
      ],
    },
  });
});

test('returns the null key itself', async () => {
  expect(await graph.run('{ shelves { book { key: id id: upc } } }')).toEqual({
    data: { shelves: ['1', '2', null, null].map((key, index) => ({ book: { key, id: `b${index + 1}` } })) },
  });
});

test('propagates the null of a non-null field to its parent, with an error at its path', async () => {
  const answer = await graph.run('{ shelves { book { must } } }');
  expect(answer.data).toEqual({
    shelves: [{ book: { must: 'must 1' } }, { book: { must: 'must 2' } }, { book: null }, { book: null }],
  });
  expect(errorPaths(answer).sort()).toEqual(['shelves.2.book.must', 'shelves.3.book.must']);
  const strict = await graph.run('{ shelves { strict { must } } firm { must } }');
  expect(strict.data).toBeNull();
  expect(errorPaths(strict)).toContain('firm.must');
});
