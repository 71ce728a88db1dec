import { beforeEach, describe, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
}

const extendingTypeDefs = (type: string) => `
  type Query { random: User provided: User @provides(fields: "name") all: [User] @provides(fields: "name") }
  ${type} { id: ID! @external name: String! @external rid: ID }`;

/**
 * Each syntax with which a subgraph extends a type of another. An external key field is usable in the subgraph; any other
 * external field comes from its owner, unless the parent field provides it.
 */
describe.each([
  ['fed1-external-extends', 1, 'type User @extends @key(fields: "id")'],
  ['fed1-external-extension', 1, 'extend type User @key(fields: "id")'],
  ['fed2-external-extends', 2, 'type User @extends @key(fields: "id")'],
  ['fed2-external-extension', 2, 'extend type User @key(fields: "id")'],
] as const)('%s', (_, federation, type) => {
  const graph = localGraph({
    extending: {
      federation,
      typeDefs: extendingTypeDefs(type),
      resolvers: {
        Query: {
          random: () => ({ id: 'u1', rid: 'r-u1' }),
          provided: () => ({ id: 'u2', rid: 'r-u2', name: 'provided u2' }),
          all: () => [{ id: 'u1', name: 'provided u1' }, null],
        },
        User: { rid: ({ id }: Ref) => `r-${id}` },
      },
    },
    owning: {
      federation,
      typeDefs: `
        type Query { user: User friends: [User] }
        type User @key(fields: "id") { id: ID! name: String! nickname: String }`.replace(
        'name: String!',
        federation === 2 ? 'name: String! @shareable' : 'name: String!',
      ),
      resolvers: {
        Query: { user: () => ({ id: 'u3' }), friends: () => [{ id: 'u3' }, { id: 'u4' }] },
        User: { name: ({ id }: Ref) => `owned ${id}`, nickname: ({ id }: Ref) => `nick ${id}` },
      },
    },
  });

  beforeEach(() => graph.reset());

  test('reads the key from the extending subgraph and other external fields from their owner', async () => {
    expect(await graph.run('{ random { id rid } }')).toEqual({ data: { random: { id: 'u1', rid: 'r-u1' } } });
    expect(graph.requestedSubgraphs()).toEqual(['extending']);
    expect(await graph.run('{ random { id name rid } }')).toEqual({
      data: { random: { id: 'u1', name: 'owned u1', rid: 'r-u1' } },
    });
  });

  test('adds the fields of the extension to the type', async () => {
    expect(await graph.run('{ user { rid name } friends { id: rid nickname } }')).toEqual({
      data: {
        user: { rid: 'r-u3', name: 'owned u3' },
        friends: [
          { id: 'r-u3', nickname: 'nick u3' },
          { id: 'r-u4', nickname: 'nick u4' },
        ],
      },
    });
  });

  test('reads provided fields from the subgraph that provides them, and the rest from the owner', async () => {
    expect(await graph.run('{ provided { id name } all { name } }')).toEqual({
      data: { provided: { id: 'u2', name: 'provided u2' }, all: [{ name: 'provided u1' }, null] },
    });
    expect(new Set(graph.requestedSubgraphs())).toEqual(new Set(['extending']));
    expect(await graph.run('{ provided { name nickname rid } }')).toEqual({
      data: { provided: { name: 'provided u2', nickname: 'nick u2', rid: 'r-u2' } },
    });
  });
});
