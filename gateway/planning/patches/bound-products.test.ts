import { expect, test } from '@jest/globals';
import { localGraph } from '../../testing/local-graph.ts';
import { withBoundedProducts } from './bound-products.ts';

/** An interface whose implementations are entities, and a field of it that each of five subgraphs resolves. */
function sharedField(implementations: number) {
  const types = Array.from({ length: implementations }, (_, at) => `T${at}`);
  const subgraph = (at: number) => ({
    typeDefs: `
      ${at === 0 ? 'type Query { items: [Item] }' : ''}
      interface Item { id: ID! next: Item }
      ${types.map((type) => `type ${type} implements Item @key(fields: "id") { id: ID! next: Item @shareable f${at}: Int }`).join('\n')}`,
  });
  return localGraph(Object.fromEntries([0, 1, 2, 3, 4].map((at) => [`s${at}`, subgraph(at)])));
}

test.each([9, 20])(
  'refuses the combinations of the options of %d implementations before it makes them',
  async (implementations) => {
    const graph = sharedField(implementations);
    const { user } = process.cpuUsage();
    await expect(graph.run('{ items { next { next { id } } } }')).rejects.toMatchObject({
      code: 'OPERATION_TOO_LARGE',
    });
    // Making them takes seconds of processor time, refusing them a tenth of a second.
    expect(process.cpuUsage().user - user).toBeLessThan(1_000_000);
  },
);

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
