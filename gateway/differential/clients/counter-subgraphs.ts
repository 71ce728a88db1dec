import { type DocumentNode, execute, type GraphQLFieldResolver, type GraphQLSchema, isUnionType, parse } from 'graphql';
import { executableSchema } from '../../testing/executable-schema.ts';
import type { SubgraphResponse } from '../../upstream/subgraph-response.ts';
import { hash } from '../random.ts';

/** An object with one counter in each subgraph. */
interface Thing {
  number: number;
  representation?: Record<string, unknown>;
}

/** Reads, and in a mutation increments, the counters of one request. */
export interface CounterAccess {
  read(counter: number): number;
  increment(counter: number): void;
}

const things = 3;
const counterFields: readonly string[] = ['count', 'notes', 'stored'];
const mutations: Readonly<Record<string, string>> = { add: 'count', note: 'notes', noteAll: 'notes', store: 'stored' };

const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])\n`;

/** The schemas of three subgraphs. Each has a counter of every thing, and mutations that increment it. */
export const counterTypeDefs: Readonly<Record<string, string>> = {
  counts: `${header}
    type Query { first: Int! thing(id: ID = 1): Thing things: [Thing!]! }
    type Mutation { add(id: ID = 1): Thing! }
    type Thing @key(fields: "id") { count: Int! id: ID! next: Thing }`,
  notes: `${header}
    type Query { noted: [Thing] }
    type Mutation { note(id: ID = 1): Thing noteAll: [Thing!] }
    type Thing @key(fields: "id") { id: ID! notes: Int! name(of: Int): String previous: Thing }`,
  stores: `${header}
    type Query { stores: [[Thing]] }
    type Mutation { store(id: ID = 1): Thing }
    type Thing @key(fields: "id") {
      id: ID!
      count: Int! @external
      notes: Int! @external
      stored: Int!
      countCopy: Int @requires(fields: "count")
      notesCopy: Int @requires(fields: "notes")
    }`,
};

/** The number of counters: one of each field for each thing. */
export const counters = counterFields.length * things;

const counterOf = (field: string, { number }: Thing): number => counterFields.indexOf(field) * things + number;

/** Resolves every field of the subgraphs, and of one server that has all of them. */
export const resolveCounters: GraphQLFieldResolver<unknown, CounterAccess> = (source, args, access, info) => {
  const { fieldName, parentType, returnType } = info;
  if (fieldName === '_entities') return (args.representations as { id: string }[]).map(entity);
  if (parentType.name !== 'Thing') {
    const all = Array.from({ length: things }, (_, number): Thing => ({ number }));
    if (fieldName === 'first') return access.read(0);
    const one: Thing = { number: hash(String(args.id)) % things };
    const isList = String(returnType).startsWith('[');
    const field = mutations[fieldName];
    if (field && parentType.name === 'Mutation') {
      for (const each of isList ? all : [one]) access.increment(counterOf(field, each));
    }
    if (fieldName === 'stores') return [all, null, [null, one]];
    return isList ? all : one;
  }
  const thing = source as Thing;
  if (fieldName === 'id') return `thing ${thing.number}`;
  if (fieldName === 'name') return `name ${thing.number} of ${args.of}`;
  if (fieldName === 'next') return { number: (thing.number + 1) % things };
  if (fieldName === 'previous') return thing.number === 0 ? null : { number: thing.number - 1 };
  const original = fieldName.replace('Copy', '');
  if (original !== fieldName && thing.representation) return thing.representation[original];
  return access.read(counterOf(original, thing));
};

const entity = (representation: { id: string }): Thing => ({
  number: Number(representation.id.slice('thing '.length)),
  representation,
});

/** Executes the requests of one subgraph at once. */
export class CounterSubgraph {
  readonly #schema: GraphQLSchema;
  readonly #documents = new Map<string, DocumentNode>();

  constructor(typeDefs: string) {
    this.#schema = executableSchema(typeDefs);
    const entities = this.#schema.getQueryType()?.getFields()._entities;
    if (entities) entities.resolve = resolveCounters;
    const type = this.#schema.getType('_Entity');
    if (isUnionType(type)) type.resolveType = () => 'Thing';
  }

  execute(query: string, variables: Record<string, unknown>, access: CounterAccess): SubgraphResponse {
    const document = this.#documents.get(query) ?? parse(query);
    this.#documents.set(query, document);
    const result = execute({
      schema: this.#schema,
      document,
      variableValues: variables,
      contextValue: access,
      fieldResolver: resolveCounters,
    });
    if ('then' in result) throw new Error('execution must be synchronous');
    return result as SubgraphResponse;
  }
}
