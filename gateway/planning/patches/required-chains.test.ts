import { expect, test } from '@jest/globals';
import { hash } from '../../differential/random.ts';
import { type LocalSubgraph, localGraph } from '../../testing/local-graph.ts';

const subgraphs = ['a', 'b', 'c', 'd'] as const;

interface Field {
  name: string;
  owner: string;
  /** The fields of other subgraphs that it requires. */
  requires: readonly Field[];
}

/** Pseudo-random numbers below a bound, the same for the same seed. */
function numbers(seed: number): (below: number) => number {
  let drawn = 0;
  return (below) => hash(seed, drawn++) % below;
}

function randomFields(below: (bound: number) => number): Field[] {
  const fields: Field[] = [];
  for (let index = 0; index < 9; index++) {
    const owner = subgraphs[below(4)] ?? 'a';
    const others = fields.filter((field) => field.owner !== owner);
    const requires = Array.from({ length: others.length > 0 ? below(3) : 0 }, () => others[below(others.length)]);
    fields.push({ name: `f${index}`, owner, requires: [...new Set(requires)].filter((each) => each !== undefined) });
  }
  return fields;
}

/** The value of a field of an object, which contains the values that it requires. */
const expectedOf = ({ name, requires }: Field, id: string): string =>
  `${name} of ${id}(${requires.map((each) => expectedOf(each, id))})`;

function subgraphOf(name: string, fields: readonly Field[]): LocalSubgraph {
  const owned = fields.filter(({ owner }) => owner === name);
  const external = [...new Set(owned.flatMap(({ requires }) => requires))];
  const required = ({ requires }: Field): string =>
    requires.length > 0 ? `@requires(fields: "${requires.map((each) => each.name).join(' ')}")` : '';
  return {
    typeDefs: `
      type Query { ${name}: Thing ${name}s: [Thing] }
      type Thing @key(fields: "id") {
        id: ID!
        ${external.map((field) => `${field.name}: String @external`).join('\n')}
        ${owned.map((field) => `${field.name}: String ${required(field)}`).join('\n')}
        ${name === 'd' ? 'next: Thing' : ''}
      }`,
    resolvers: {
      Query: { [name]: () => ({ id: '1' }), [`${name}s`]: () => [{ id: '1' }, null, { id: '2' }] },
      Thing: Object.fromEntries([
        ...owned.map((field) => [
          field.name,
          (object: Record<string, string>) =>
            `${field.name} of ${object.id}(${field.requires.map((each) => object[each.name])})`,
        ]),
        ...(name === 'd' ? [['next', ({ id }: { id: string }) => ({ id: `${id}n` })]] : []),
      ]),
    },
  };
}

/** A selection of some fields, a few aliased as other fields, and its expected result for an object. */
function randomSelection(fields: readonly Field[], below: (bound: number) => number) {
  const selected = new Map<string, Field>();
  for (let left = 1 + below(4); left > 0; left--) {
    const field = fields[below(fields.length)];
    if (field) selected.set(below(4) === 0 ? `f${below(fields.length)}` : field.name, field);
  }
  return {
    text: [...selected].map(([key, { name }]) => `${key}: ${name}`).join(' '),
    of: (id: string) => Object.fromEntries([...selected].map(([key, field]) => [key, expectedOf(field, id)])),
  };
}

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'each field of random graph %i gets the fields that it requires',
  async (seed) => {
    const below = numbers(seed);
    const fields = randomFields(below);
    const graph = localGraph(Object.fromEntries(subgraphs.map((name) => [name, subgraphOf(name, fields)])));
    for (let left = 5; left > 0; left--) {
      const root = subgraphs[below(4)] ?? 'a';
      const [one, next] = [randomSelection(fields, below), randomSelection(fields, below)];
      const query = `{ ${root} { ${one.text} next { ${next.text} } } ${root}s { ${next.text} } }`;
      expect([query, await graph.run(query)]).toEqual([
        query,
        {
          data: {
            [root]: { ...one.of('1'), next: next.of('1n') },
            [`${root}s`]: [next.of('1'), null, next.of('2')],
          },
        },
      ]);
    }
  },
);
