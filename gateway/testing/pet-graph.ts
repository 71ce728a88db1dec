import { buildSchema, type ExecutionResult, execute, parse } from 'graphql';
import { type LocalGraph, localGraph } from './local-graph.ts';

/** A union and an interface whose members differ between two subgraphs, and two subgraphs that complete the members. */
export interface PetGraph extends LocalGraph {
  /** Answers an operation as one server that has all data. */
  monolith(query: string, variables?: Record<string, unknown>): ExecutionResult;
}

type Member = 'Dog' | 'Cat' | 'Bird';

const definitions: Record<Member, string> = {
  Dog: 'type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable }',
  Cat: `type Cat implements Animal @key(fields: "id") { id: ID! name: String lives: Int home: Home }
    type Home { street: String keepers: [[Person]] guests: [Pet] }
    type Person @key(fields: "id") { id: ID! }`,
  Bird: 'type Bird @key(fields: "id") { id: ID! wings(side: String): Int }',
};

const petTypes = (members: readonly Member[]) => `
  union Pet = ${members.join(' | ')}
  interface Animal { id: ID! name: String }
  type Box @key(fields: "id") { id: ID! room: Room @shareable }
  type Room @shareable { pet: Pet pets: [[Pet]] animals: [Animal] }
  ${members.map((each) => definitions[each]).join('\n')}`;

const shared = 'found: Pet @shareable pets: [[Pet]] @shareable animals: [Animal] @shareable';

const clinic = `
  type Query { clinic: Int }
  type Dog @key(fields: "id") { id: ID! chip: String bark: String }
  type Cat @key(fields: "id") { id: ID! chip(as: String): String rivals: [Bird] }
  type Bird @key(fields: "id") { id: ID! chip: String }
  type Person @key(fields: "id") { id: ID! name: String pets: [Cat] }`;

const insurance = `
  type Query { insurance: Int }
  type Cat @key(fields: "id") { id: ID! lives: Int @external risk: String @requires(fields: "lives") }`;

const everything = buildSchema(`
  type Query { found: Pet pets: [[Pet]] animals: [Animal] boxA: Box boxB: Box }
  type Mutation { open: Box adopt: Pet }
  union Pet = Dog | Cat | Bird
  interface Animal { id: ID! name: String }
  type Dog implements Animal { id: ID! name: String chip: String bark: String }
  type Cat implements Animal {
    id: ID! name: String lives: Int home: Home chip(as: String): String rivals: [Bird] risk: String
  }
  type Bird { id: ID! wings(side: String): Int chip: String }
  type Home { street: String keepers: [[Person]] guests: [Pet] }
  type Person { id: ID! name: String pets: [Cat] }
  type Box { id: ID! room: Room }
  type Room { pet: Pet pets: [[Pet]] animals: [Animal] }`);

interface Entity {
  id: string;
}

const dog = { __typename: 'Dog', id: 'd', name: 'Rex', chip: 'chip d', bark: 'wuff' };
const bird = { __typename: 'Bird', id: 'b', wings: ({ side }: { side?: string }) => (side ? 1 : 2), chip: 'chip b' };
const person = (id: string) => ({ __typename: 'Person', id, name: `name ${id}`, pets: () => [cat] });
const cat = {
  __typename: 'Cat',
  id: 'c',
  name: 'Tom',
  lives: 9,
  home: { street: 'Main', keepers: [[person('p1'), null], null, [person('p2')]], guests: [dog, null] },
  chip: (args: { as?: string }) => `${args.as ?? 'chip'} c`,
  rivals: [bird],
  risk: 'risk of 9',
};
const roomA = { pet: cat, pets: [[cat, dog], null, [null, cat]], animals: [dog, cat] };
const roomB = { pet: bird, pets: [[bird], [dog, bird]], animals: [dog] };
const boxA = { id: 'a', room: roomA };
const boxB = { id: 'b', room: roomB };
const data = { found: cat, pets: roomA.pets, animals: roomA.animals, boxA, boxB, open: boxA, adopt: cat };

/** Resolves the members that a subgraph has. A missing reference is a failure. */
const references = {
  Dog: { __resolveReference: () => dog },
  Cat: { __resolveReference: () => cat },
  Bird: { __resolveReference: () => bird },
  Person: { __resolveReference: ({ id }: Entity) => person(id) },
};

function resolversOf(members: readonly Member[]) {
  const own = Object.fromEntries(members.map((each) => [each, references[each]]));
  const box = { __resolveReference: ({ id }: Entity) => (id === 'a' ? boxA : boxB) };
  return { ...own, ...(members.includes('Cat') ? { Person: references.Person } : {}), Box: box };
}

const cannot = () => {
  throw new Error('this subgraph cannot return every object here');
};

/**
 * In the graph `more`, `few` has one of the three members that `many` has, and fails where it is requested for a field that both have. In
 * the graph `each`, both have a member that the other lacks. Both graphs list `few` first.
 */
export function petGraph(kind: 'more' | 'each'): PetGraph {
  const many: Member[] = kind === 'more' ? ['Dog', 'Cat', 'Bird'] : ['Dog', 'Cat'];
  const few: Member[] = kind === 'more' ? ['Dog'] : ['Dog', 'Bird'];
  const { found, pets, animals, open, adopt } = data;
  const graph = localGraph({
    few: {
      typeDefs: `type Query { ${shared} boxB: Box } ${petTypes(few)}`,
      resolvers: {
        ...resolversOf(few),
        Query: { found: cannot, pets: cannot, animals: cannot, boxB: () => boxB },
        ...(kind === 'more' ? { Room: { pet: cannot, pets: cannot, animals: cannot } } : {}),
      },
    },
    many: {
      typeDefs: `
        type Query { ${shared} boxA: Box }
        type Mutation { open: Box adopt: Pet }
        type Subscription { opened: Box }
        ${petTypes(many)}`,
      resolvers: {
        ...resolversOf(many),
        Query: { found: () => found, pets: () => pets, animals: () => animals, boxA: () => boxA },
        Mutation: { open: () => open, adopt: () => adopt },
      },
    },
    clinic: { typeDefs: clinic, resolvers: references },
    insurance: {
      typeDefs: insurance,
      resolvers: { Cat: { risk: ({ lives }: { lives: number }) => `risk of ${lives}` } },
    },
  });
  const rootValue = Object.fromEntries(Object.entries(data).map(([field, value]) => [field, () => value]));
  return {
    ...graph,
    monolith: (query, variables = {}) =>
      execute({ schema: everything, document: parse(query), rootValue, variableValues: variables }) as ExecutionResult,
  };
}
