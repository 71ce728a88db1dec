import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
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
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { anyShelf, shelfIn, withShelf } from './shelf.ts';

/** The schemas of subgraphs, by name. */
export type Schemas = Readonly<Record<string, string>>;

export interface CannedSubgraphs {
  urlOf(name: string): string;
  /** Returns the number of requests since the last call. */
  takeRequestCount(): number;
  stop(): Promise<void>;
}

/**
 * Starts subgraphs that answer from memory, after a delay in milliseconds. The answer to a new request is generated from the schema, alike for
 * the same entity in every subgraph; an identical request gets the same bytes again, and one that differs in its shelf alone the bytes with
 * that shelf.
 */
export async function startCannedSubgraphs(schemas: Schemas, delay = 0): Promise<CannedSubgraphs> {
  const executable = new Map(
    Object.entries(schemas).map(([name, typeDefs]) => [`/${name}`, executableSchema(typeDefs)]),
  );
  const canned = new Map<string, Buffer>();
  const cannedAnswer = async (url: string, body: string): Promise<Buffer> => {
    const key = `${url} ${body}`;
    let answer = canned.get(key);
    if (!answer) {
      answer = Buffer.from(JSON.stringify(await generateAnswer(executable.get(url), body)));
      canned.set(key, answer);
    }
    return answer;
  };
  let count = 0;
  const server = createServer(async (request, response) => {
    const { url = '' } = request;
    const body = await bodyOf(request);
    count++;
    const shelf = shelfIn(body);
    const answer =
      shelf === null
        ? await cannedAnswer(url, body)
        : withShelf((await cannedAnswer(url, withShelf(body, shelf, anyShelf))).toString('latin1'), anyShelf, shelf);
    if (delay > 0) await sleep(delay);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    takeRequestCount: () => {
      const taken = count;
      count = 0;
      return taken;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A representation may have the name of an interface. */
function executableSchema(typeDefs: string): GraphQLSchema {
  const schema = buildSubgraphSchema(parse(typeDefs));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInterfaceType(type)) continue;
    type.resolveType = ({ __typename }) =>
      isObjectType(schema.getType(__typename)) ? __typename : typeNameOf(schema, type);
  }
  return schema;
}

/** Reads the body with less processor time than `text` of node:stream/consumers, because the subgraphs share a core with the load. */
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

async function generateAnswer(schema: GraphQLSchema | undefined, body: string) {
  if (!schema) throw new Error('no subgraph has this URL');
  const { query, variables, operationName } = JSON.parse(body);
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
    operationName,
    fieldResolver: generateField,
  });
  if (result.errors) throw result.errors[0];
  return result;
}

const listLengths: Readonly<Record<string, number>> = { reviews: 3, users: 6, topProducts: 5 };
const defaultListLength = 5;

/** Returns a field of the representation, or a value generated from the field's type and the object's id. */
function generateField(
  source: unknown,
  args: { shelf?: string },
  _context: unknown,
  { fieldName, returnType, schema }: GraphQLResolveInfo,
) {
  const parent = (source ?? {}) as { [field: string]: unknown; seed?: number };
  if (parent[fieldName] !== undefined) return parent[fieldName];
  const [, shelf = args.shelf, digits = '1'] =
    /^(?:(\d{6})-)?.*?(\d+)$/.exec(String(parent.id ?? parent.upc ?? '1')) ?? [];
  const seed = parent.seed ?? Number(digits);
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
        return { seed: at, id: idOf(shelf, at), upc: idOf(shelf, at), __typename: typeNameOf(schema, type) };
    }
  };
  if (!isListType(nullable)) return one(isCompositeType(type) ? (seed % 9) + 1 : seed);
  const length = listLengths[fieldName] ?? defaultListLength;
  return Array.from({ length }, (_, at) => one(((seed + at) % 9) + 1));
}

const idOf = (shelf: string | undefined, at: number): string => (shelf === undefined ? String(at) : `${shelf}-${at}`);

/** Prefers Passenger, the account type with the most fields. */
function typeNameOf(schema: GraphQLSchema, type: GraphQLNamedType): string {
  if (!isAbstractType(type)) return type.name;
  const names = schema.getPossibleTypes(type).map(({ name }) => name);
  return names.includes('Passenger') ? 'Passenger' : (names[0] ?? type.name);
}
