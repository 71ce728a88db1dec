import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isUnionType,
} from 'graphql';
import type { OperationParts } from '../graphql/operation-parts.ts';
import type { CacheRules } from './cache-rules.ts';
import { type SelectedFields, selectedFields, subselections } from './selected-fields.ts';

/** How the responses to a public query are cached. */
export interface CachePolicy {
  /** Seconds. */
  maxAge: number;
  /** The subgraphs of whose lists, or of whose state as a whole, a response has a part: each of their events may have changed it. */
  lists: ReadonlySet<string>;
  /** The response keys of entities: a null there may become an entity by an event that names it. */
  entities: ReadonlySet<string>;
  /** The response keys of times at which a response ends. */
  until: ReadonlySet<string>;
}

/** The schema and the rules of one supergraph. */
export interface CacheSchema {
  apiSchema: GraphQLSchema;
  cacheRules: CacheRules | null;
}

/**
 * Returns the policy of a query, by the rules of `@cacheControl`: the smallest age of its fields, where a root field and a field with
 * subfields have the age 0 unless the field or its type says otherwise. Returns null for a query that is not cached: one whose age is 0,
 * that has a private field, that does not select `id` of each entity and each time under `@cacheUntil`, or that reads the schema.
 */
export function cachePolicyOf({ apiSchema, cacheRules }: CacheSchema, parts: OperationParts): CachePolicy | null {
  const { operation } = parts;
  const root = apiSchema.getQueryType();
  if (!cacheRules || !root || operation.operation !== 'query') return null;
  const reader = new PolicyReader(apiSchema, cacheRules, parts);
  reader.read(
    root,
    selectedFields(parts, apiSchema, root, [{ selectionSet: operation.selectionSet, isCertain: true }]),
  );
  return reader.policy();
}

/** Reads the fields of one query. */
class PolicyReader {
  readonly #schema: GraphQLSchema;
  readonly #rules: CacheRules;
  readonly #parts: OperationParts;
  readonly #lists = new Set<string>();
  readonly #entities = new Set<string>();
  readonly #until = new Set<string>();
  #maxAge = Number.POSITIVE_INFINITY;

  constructor(schema: GraphQLSchema, rules: CacheRules, parts: OperationParts) {
    this.#schema = schema;
    this.#rules = rules;
    this.#parts = parts;
  }

  policy(): CachePolicy | null {
    if (this.#maxAge <= 0 || this.#maxAge === Number.POSITIVE_INFINITY) return null;
    return { maxAge: this.#maxAge, lists: this.#lists, entities: this.#entities, until: this.#until };
  }

  read(type: GraphQLCompositeType, fields: SelectedFields): void {
    this.#requireEnds(type, fields);
    for (const [key, all] of fields) {
      for (const { node, parent } of all) this.#add(key, node, parent);
      // Fields with one key may have several types, if no object has two of them.
      for (const [named, ofType] of Map.groupBy(all, ({ node, parent }) => this.#typeOf(node, parent))) {
        if (!isCompositeType(named)) continue;
        this.read(named, selectedFields(this.#parts, this.#schema, named, subselections(ofType)));
      }
    }
  }

  /** A response that shows an entity without its id, or without a time at which it ends, is not cached. */
  #requireEnds(type: GraphQLCompositeType, fields: SelectedFields): void {
    const entities = this.#entitiesIn(type);
    if (entities.length === 0) return;
    const until = entities.flatMap((each) => this.#rules.until.get(each) ?? []);
    const has = (name: string) =>
      fields.get(name)?.some(({ node, isCertain }) => isCertain && node.name.value === name);
    if (!['id', ...until].every(has)) this.#limit(0);
    for (const name of until) this.#until.add(name);
  }

  #add(key: string, node: FieldNode, parent: GraphQLCompositeType): void {
    const field = node.name.value;
    if (field === '__typename') return;
    const type = this.#outputTypeOf(node, parent);
    if (!type) {
      // A field of the schema.
      this.#limit(0);
      return;
    }
    this.#addAge(parent, field, type);
    const named = getNamedType(type);
    const isEntity = isCompositeType(named) && this.#entitiesIn(named).length > 0;
    if (isEntity) this.#entities.add(key);
    const isRoot = parent === this.#schema.getQueryType();
    const isOfList = isEntity ? isList(type) : isRoot || (isCompositeType(named) && this.#leadsToEntity(named));
    if (isOfList) for (const owner of this.#ownersOf(parent, field)) this.#lists.add(owner);
  }

  #addAge(parent: GraphQLCompositeType, field: string, type: GraphQLOutputType): void {
    const { hints } = this.#rules;
    const named = getNamedType(type);
    const ofType = hints.get(named.name);
    const isRoot = parent === this.#schema.getQueryType();
    for (const { name } of this.#withMembers(parent)) {
      const ofField = hints.get(`${name}.${field}`);
      if (ofField?.isPrivate || ofType?.isPrivate) this.#limit(0);
      const maxAge = ofField?.maxAge ?? (ofField?.inherits ? undefined : ofType?.maxAge);
      const inherits = ofField?.inherits || ofType?.inherits;
      if (maxAge !== undefined) this.#limit(maxAge);
      else if (isRoot || (isCompositeType(named) && !inherits)) this.#limit(0);
    }
  }

  #limit(maxAge: number): void {
    this.#maxAge = Math.min(this.#maxAge, maxAge);
  }

  #outputTypeOf({ name }: FieldNode, parent: GraphQLCompositeType): GraphQLOutputType | undefined {
    return isUnionType(parent) ? undefined : parent.getFields()[name.value]?.type;
  }

  #typeOf(node: FieldNode, parent: GraphQLCompositeType) {
    const type = this.#outputTypeOf(node, parent);
    return type && getNamedType(type);
  }

  /** The entities that the type may be. */
  #entitiesIn(type: GraphQLCompositeType): string[] {
    return this.#withMembers(type)
      .map(({ name }) => name)
      .filter((name) => this.#rules.entities.has(name));
  }

  /** Whether an object of the type, which is no entity, has entities that others may join or leave, as a page has. */
  #leadsToEntity(type: GraphQLCompositeType, seen = new Set<string>()): boolean {
    if (seen.has(type.name)) return false;
    seen.add(type.name);
    if (this.#entitiesIn(type).length > 0) return true;
    if (isUnionType(type)) return type.getTypes().some((member) => this.#leadsToEntity(member, seen));
    return Object.values(type.getFields()).some((field) => {
      const named = getNamedType(field.type);
      return isCompositeType(named) && this.#leadsToEntity(named, seen);
    });
  }

  /** The subgraphs that may resolve the field. */
  #ownersOf(parent: GraphQLCompositeType, field: string): readonly string[] {
    return this.#withMembers(parent).flatMap(({ name }) => this.#rules.owners.get(`${name}.${field}`) ?? []);
  }

  #withMembers(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    return isAbstractType(type) ? [type, ...this.#schema.getPossibleTypes(type)] : [type];
  }
}

function isList(type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return isList(type.ofType);
  return isListType(type);
}
