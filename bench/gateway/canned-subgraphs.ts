import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  parse,
} from 'graphql';

/** Subgraphs by name, each with its schema. */
export type Schemas = Readonly<Record<string, string>>;

export interface CannedSubgraphs {
  urlOf(name: string): string;
  /** How many requests came since it was last asked. */
  counted(): number;
  stop(): Promise<void>;
}

/**
 * Subgraphs that answer from memory: what was asked once, in the same words, is answered with the same bytes again. The first
 * time the answer is made up from the schema, the same for the same entity whoever is asked.
 */
export async function startCannedSubgraphs(schemas: Schemas): Promise<CannedSubgraphs> {
  const executable = new Map(
    Object.entries(schemas).map(([name, typeDefs]) => [`/${name}`, buildSubgraphSchema(parse(typeDefs))]),
  );
  const canned = new Map<string, Buffer>();
  let count = 0;
  const server = createServer(async (request, response) => {
    const { url = '' } = request;
    const body = await bodyOf(request);
    count++;
    const key = `${url} ${body}`;
    let answer = canned.get(key);
    if (!answer) {
      answer = Buffer.from(JSON.stringify(await made(executable.get(url), body)));
      canned.set(key, answer);
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    counted: () => {
      const counted = count;
      count = 0;
      return counted;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As `text` of node:stream/consumers, for much less: what a subgraph costs is taken from the load's core. */
function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => resolve(body));
  });
}

async function made(schema: GraphQLSchema | undefined, body: string) {
  if (!schema) throw new Error('no such subgraph');
  const { query, variables, operationName } = JSON.parse(body);
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
    operationName,
    fieldResolver: madeUp,
  });
  if (result.errors) throw result.errors[0];
  return result;
}

const listLengths: Readonly<Record<string, number>> = { reviews: 3, users: 6, topProducts: 5 };
const otherLists = 5;

/** A representation's own fields, else what the field's type and the object's id make of it. */
function madeUp(
  source: unknown,
  _given: unknown,
  _context: unknown,
  { fieldName, returnType, schema }: GraphQLResolveInfo,
) {
  const parent = (source ?? {}) as { [field: string]: unknown; seed?: number };
  if (parent[fieldName] !== undefined) return parent[fieldName];
  const seed = parent.seed ?? Number(/\d+$/.exec(String(parent.id ?? parent.upc ?? '1'))?.[0] ?? 1);
  const nullable = isNonNullType(returnType) ? returnType.ofType : returnType;
  const type = getNamedType(returnType);
  const one = (at: number): unknown => {
    if (isEnumType(type)) return type.getValues()[at % type.getValues().length]?.value;
    switch (type.name) {
      case 'ID':
        return String(at);
      case 'Int':
        return (at * 37) % 1_000;
      case 'Float':
        return at * 1.5;
      case 'Boolean':
        return at % 2 === 0;
      case 'DateTime':
        return new Date(Date.UTC(2030, 0, 1 + (at % 28))).toISOString();
      case 'String':
        return `${fieldName} of number ${at}`;
      default:
        if (isLeafType(type)) return String(at);
        return { seed: at, id: String(at), upc: String(at), __typename: typeNameOf(schema, type) };
    }
  };
  if (!isListType(nullable)) return one(isCompositeType(type) ? (seed % 9) + 1 : seed);
  const length = listLengths[fieldName] ?? otherLists;
  return Array.from({ length }, (_, at) => one(((seed + at) % 9) + 1));
}

/** Of the types that an account may have, a passenger's has most to show. */
function typeNameOf(schema: GraphQLSchema, type: GraphQLNamedType): string {
  if (!isAbstractType(type)) return type.name;
  const names = schema.getPossibleTypes(type).map(({ name }) => name);
  return names.includes('Passenger') ? 'Passenger' : (names[0] ?? type.name);
}
