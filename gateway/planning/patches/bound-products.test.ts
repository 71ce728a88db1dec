import { expect, test } from '@jest/globals';
import { localGraph } from '../../testing/local-graph.ts';
import { withBoundedProducts } from './bound-products.ts';

/** An interface whose implementations are entities, and a field of it that each of these subgraphs resolves, of five. */
function sharedField(implementations: number, subgraphs: readonly number[]) {
  const types = Array.from({ length: implementations }, (_, at) => `T${at}`);
  const items = [{ __typename: 'T1', id: '1' }];
  const subgraph = (at: number) => {
    const [next, shared] = subgraphs.includes(at) ? ['next: Item', 'next: Item @shareable'] : ['', ''];
    const type = (name: string) => `type ${name} implements Item @key(fields: "id") { id: ID! ${shared} f${at}: Int }`;
    return {
      typeDefs: `
        ${at === 0 ? 'type Query { items: [Item] }' : ''}
        interface Item { id: ID! ${next} }
        ${types.map(type).join('\n')}`,
      resolvers: { ...(at === 0 ? { Query: { items: () => items } } : {}), T1: { next: () => items[0] } },
    };
  };
  return localGraph(Object.fromEntries([0, 1, 2, 3, 4].map((at) => [`s${at}`, subgraph(at)])));
}

test.each([10, 20])(
  'refuses the combinations of the options of %d implementations before it makes them',
  async (implementations) => {
    const graph = sharedField(implementations, [1, 2, 3, 4]);
    const { user } = process.cpuUsage();
    await expect(graph.run('{ items { next { next { id } } } }')).rejects.toMatchObject({
      code: 'OPERATION_TOO_LARGE',
    });
    // Making them takes seconds of processor time, refusing them a tenth of a second.
    expect(process.cpuUsage().user - user).toBeLessThan(1_000_000);
  },
);

test('plans a field of an interface that its subgraph has, however many combinations there are', async () => {
  const graph = sharedField(20, [0, 1, 2, 3, 4]);
  expect(await graph.run('{ items { next { next { next { id } } } } }')).toEqual({
    data: { items: [{ next: { next: { next: { id: '1' } } } }] },
  });
  expect(graph.requestedSubgraphs()).toEqual(['s0']);
});

test('bounds the length of new arrays only while planning', () => {
  const { Array: original } = globalThis;
  expect(withBoundedProducts(() => new Array(10).length)).toBe(10);
  expect(() => withBoundedProducts(() => new Array(1_000_000))).toThrow(RangeError);
  expect(globalThis.Array).toBe(original);
  expect(withBoundedProducts(() => [Array.isArray([]), Array.of(1, 2), Array.from('ab')])).toEqual([
    true,
    [1, 2],
    ['a', 'b'],
  ]);
});
