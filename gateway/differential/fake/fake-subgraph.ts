import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
  parse,
  responsePathAsArray,
  validate,
} from 'graphql';
import { stringifyJson } from '#platform/lossless-json.ts';
import type { JsonObject, Path } from '../../graphql/json-object.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import { readCustomScalars } from './custom-scalars.ts';
import { type FakeData, type FakeObject, isFakeObject, mapObjects } from './fake-data.ts';
import type { FederationModel } from './federation-model.ts';
import { writeIntegers } from './write-integers.ts';

/** The state that all subgraphs share during one run of an operation. */
export interface FakeRun {
  data: FakeData;
  /** The number of mutation fields that have run. Each result depends on it, so that a wrong order changes the data. */
  mutations: number;
}

/** A field of a response. */
export interface ResolvedField {
  path: Path;
  type: GraphQLOutputType;
  /** The representations that an `_entities` field was requested with. */
  representations?: readonly JsonObject[];
}

/** A response without faults. */
export interface FaultlessResponse {
  /** The response body. */
  json: string;
  /** Its fields, each parent before its children. */
  fields: readonly ResolvedField[];
}

interface RecordingRun extends FakeRun {
  fields: ResolvedField[];
}

/** A valid query. */
export interface ParsedQuery {
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

const maxParsedQueries = 2_000;

/** A subgraph that responds with fake data. */
export class FakeSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly #writesIntegers: boolean;
  readonly #queries = new Map<string, ParsedQuery>();

  /** With `writesIntegers`, its responses have IDs that are integers as JSON integers. */
  constructor(name: string, definitions: DocumentNode, writesIntegers: boolean) {
    this.name = name;
    this.#writesIntegers = writesIntegers;
    this.schema = readCustomScalars(buildSubgraphSchema([{ typeDefs: definitions }]));
    const entities = this.schema.getQueryType()?.getFields()._entities;
    if (entities) entities.resolve = resolveEntities;
    const entity = this.schema.getType('_Entity');
    if (isUnionType(entity)) entity.resolveType = (value: FakeObject) => this.#entityType(value);
  }

  /** Parses a query. Throws when it is invalid, which is a fault of the planner or the executor. */
  parse(query: string): ParsedQuery {
    let parsed = this.#queries.get(query);
    if (!parsed) {
      const document = parse(query, { noLocation: true });
      const [invalid] = validate(this.schema, document);
      if (invalid) throw new Error(`invalid query for ${this.name}: ${query}: ${invalid.message}`);
      parsed = { document, operation: operationParts(document, undefined).operation };
      if (this.#queries.size > maxParsedQueries) this.#queries.clear();
      this.#queries.set(query, parsed);
    }
    return parsed;
  }

  execute(query: string, variables: JsonObject, run: FakeRun): FaultlessResponse {
    const { schema } = this;
    const { document } = this.parse(query);
    const recording: RecordingRun = { data: run.data, mutations: run.mutations, fields: [] };
    const result = execute({
      schema,
      document,
      variableValues: variables,
      contextValue: recording,
      rootValue: {},
      fieldResolver: resolveAndRecord,
      typeResolver: (value: FakeObject) => value.type,
    });
    if ('then' in result) throw new Error('execution must be synchronous');
    run.mutations = recording.mutations;
    if (this.#writesIntegers && result.data) writeIntegers(result.data, recording.fields);
    return { json: stringifyJson(result), fields: recording.fields };
  }

  #entityType({ type, representation }: FakeObject): string {
    return isObjectType(this.schema.getType(type)) ? type : String(representation?.__typename);
  }
}

/** Resolves a field of a fake object or of the root type. */
export const resolveField: GraphQLFieldResolver<unknown, FakeRun> = (source, args, run, { fieldName, parentType }) => {
  const name = parentType.name;
  const number = name === 'Mutation' ? ++run.mutations : 0;
  const object: FakeObject = isFakeObject(source) ? source : { type: name, number };
  const type = parentType.getFields()[fieldName]?.type;
  if (!type) throw new Error(`no field ${name}.${fieldName}`);
  return run.data.valueOf(object, fieldName, { ...args, ...run.data.contextArgumentsOf(object, fieldName) }, type);
};

const resolveAndRecord: GraphQLFieldResolver<unknown, RecordingRun> = (source, args, run, info) => {
  run.fields.push({ path: responsePathAsArray(info.path), type: info.returnType });
  const value = resolveField(source, args, run, info);
  if (isLeafType(getNamedType(info.returnType))) return value;
  return mapObjects(value, (object: FakeObject) => (canReturn(info, run.data.model, object) ? object : null));
};

/** Whether the subgraph's type of a field permits an object. Another subgraph may have more members of a union. */
function canReturn({ schema, returnType }: GraphQLResolveInfo, { supergraph }: FederationModel, { type }: FakeObject) {
  const named = getNamedType(returnType);
  if (type === named.name) return true;
  const own = schema.getType(type);
  if (isAbstractType(named)) return isObjectType(own) && schema.isSubType(named, own);
  // With `@interfaceObject`, the subgraph's object type is an interface of the supergraph.
  return isInterfaceType(supergraph.getType(named.name));
}

const resolveEntities: GraphQLFieldResolver<unknown, RecordingRun, { representations: JsonObject[] }> = (
  _root,
  { representations },
  { data, fields },
  { path, returnType },
) => {
  fields.push({ path: responsePathAsArray(path), type: returnType, representations });
  return representations.map((each) => data.entity(each));
};

/** Whether a query selects `_entities` only. */
export function isEntityQuery({ operation }: ParsedQuery): boolean {
  return operation.selectionSet.selections.every((each) => each.kind === 'Field' && each.name.value === '_entities');
}
