import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
  parse,
  responsePathAsArray,
  validate,
} from 'graphql';
import type { JsonObject, Path } from '../../graphql/json-object.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import { type FakeData, type Instance, isInstance } from './fake-data.ts';

/** What is common to all that is asked in one run of an operation. */
export interface FakeRun {
  data: FakeData;
  /** How many mutations have been made. Each has another answer, so that their order shows. */
  mutations: number;
}

/** A field that was answered, and what it may hold. */
export interface AnsweredField {
  path: Path;
  type: GraphQLOutputType;
  /** Of `_entities`, for what. */
  representations?: readonly JsonObject[];
}

/** What a subgraph without any fault answers. */
export interface FaultlessAnswer {
  /** As it is on the wire. */
  json: string;
  /** Its fields, those above before those below. */
  fields: readonly AnsweredField[];
}

interface Answering extends FakeRun {
  fields: AnsweredField[];
}

/** A query that was read and found valid. */
export interface ReadQuery {
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

/** A subgraph with made-up data, which answers what its schema allows. */
export class FakeSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly #queries = new Map<string, ReadQuery>();

  constructor(name: string, definitions: DocumentNode) {
    this.name = name;
    this.schema = buildSubgraphSchema([{ typeDefs: definitions }]);
    const entities = this.schema.getQueryType()?.getFields()._entities;
    if (entities) entities.resolve = resolveEntities;
    const entity = this.schema.getType('_Entity');
    if (isUnionType(entity)) entity.resolveType = (value: Instance) => this.#entityType(value);
  }

  /** Reads a query. Throws where the schema does not allow it: then the plan, or who sends its queries, is wrong. */
  read(query: string): ReadQuery {
    let known = this.#queries.get(query);
    if (!known) {
      const document = parse(query, { noLocation: true });
      const [invalid] = validate(this.schema, document);
      if (invalid) throw new Error(`${this.name} can't be asked ${query}: ${invalid.message}`);
      known = { document, operation: operationParts(document, undefined).operation };
      if (this.#queries.size > 2_000) this.#queries.clear();
      this.#queries.set(query, known);
    }
    return known;
  }

  answer(query: string, variables: JsonObject, run: FakeRun): FaultlessAnswer {
    const { schema } = this;
    const { document } = this.read(query);
    const answering: Answering = { data: run.data, mutations: run.mutations, fields: [] };
    const result = execute({
      schema,
      document,
      variableValues: variables,
      contextValue: answering,
      rootValue: {},
      fieldResolver: resolveAndTell,
      typeResolver: (value: Instance) => value.type,
    });
    if ('then' in result) throw new Error('nothing here takes time');
    run.mutations = answering.mutations;
    return { json: JSON.stringify(result), fields: answering.fields };
  }

  #entityType({ type, representation }: Instance): string {
    return isObjectType(this.schema.getType(type)) ? type : String(representation?.__typename);
  }
}

/** Reads a field of an instance, or of the root of the operation. */
export const resolveField: GraphQLFieldResolver<unknown, FakeRun> = (source, args, run, { fieldName, parentType }) => {
  const name = parentType.name;
  const number = name === 'Mutation' ? ++run.mutations : 0;
  const object: Instance = isInstance(source) ? source : { type: name, number };
  const type = parentType.getFields()[fieldName]?.type;
  if (!type) throw new Error(`no field ${name}.${fieldName}`);
  return run.data.valueOf(object, fieldName, { ...args, ...run.data.contextOf(object, fieldName) }, type);
};

const resolveAndTell: GraphQLFieldResolver<unknown, Answering> = (source, args, answering, info) => {
  answering.fields.push({ path: responsePathAsArray(info.path), type: info.returnType });
  return resolveField(source, args, answering, info);
};

const resolveEntities: GraphQLFieldResolver<unknown, Answering, { representations: JsonObject[] }> = (
  _root,
  { representations },
  { data, fields },
  { path, returnType },
) => {
  fields.push({ path: responsePathAsArray(path), type: returnType, representations });
  return representations.map((each) => data.entity(each));
};

/** Whether a query asks for entities. */
export function asksEntities({ operation }: ReadQuery): boolean {
  return operation.selectionSet.selections.every((each) => each.kind === 'Field' && each.name.value === '_entities');
}
