import { expect, test } from '@jest/globals';
import { hash } from '../../differential/random.ts';
import { type LocalSubgraph, localGraph } from '../../testing/local-graph.ts';

const subgraphs = ['a', 'b', 'c', 'd'] as const;

interface Field {
  name: string;
  owner: string;
  /** What it requires, of fields that other subgraphs have. */
  requires: readonly Field[];
}

/** Numbers below a bound, always the same ones for a seed. */
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

/** What a field is for an object: with all that it requires. */
const expectedOf = ({ name, requires }: Field, id: string): string =>
  `${name} of ${id}(${requires.map((each) => expectedOf(each, id))})`;

function subgraphOf(name: string, fields: readonly Field[]): LocalSubgraph {
  const own = fields.filter(({ owner }) => owner === name);
  const external = [...new Set(own.flatMap(({ requires }) => requires))];
  const required = ({ requires }: Field): string =>
    requires.length > 0 ? `@requires(fields: "${requires.map((each) => each.name).join(' ')}")` : '';
  return {
    typeDefs: `
      type Query { ${name}: Thing ${name}s: [Thing] }
      type Thing @key(fields: "id") {
        id: ID!
        ${external.map((field) => `${field.name}: String @external`).join('\n')}
        ${own.map((field) => `${field.name}: String ${required(field)}`).join('\n')}
        ${name === 'd' ? 'next: Thing' : ''}
      }`,
    resolvers: {
      Query: { [name]: () => ({ id: '1' }), [`${name}s`]: () => [{ id: '1' }, null, { id: '2' }] },
      Thing: Object.fromEntries([
        ...own.map((field) => [
          field.name,
          (given: Record<string, string>) =>
            `${field.name} of ${given.id}(${field.requires.map((each) => given[each.name])})`,
        ]),
        ...(name === 'd' ? [['next', ({ id }: { id: string }) => ({ id: `${id}n` })]] : []),
      ]),
    },
  };
}

/** A selection of some fields, a few under the names of others, and what it gives for an object. */
function randomSelection(fields: readonly Field[], below: (bound: number) => number) {
  const asked = new Map<string, Field>();
  for (let left = 1 + below(4); left > 0; left--) {
    const field = fields[below(fields.length)];
    if (field) asked.set(below(4) === 0 ? `f${below(fields.length)}` : field.name, field);
  }
  return {
    text: [...asked].map(([key, { name }]) => `${key}: ${name}`).join(' '),
    of: (id: string) => Object.fromEntries([...asked].map(([key, field]) => [key, expectedOf(field, id)])),
  };
}

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'each field has all that it requires, of graph %i',
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
