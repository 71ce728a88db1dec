import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  locatedError,
  responsePathAsArray,
} from 'graphql';
import { badUserInput, Refusal } from '../errors/refusal.ts';
import { withoutStack } from '../errors/without-stack.ts';
import { requestScope } from '../graphql/request-scope.ts';
import { type AuthRule, refusedBy, ruleAt, ruleOfField } from '../security/auth-directives.ts';
import { ending } from '../tracing/traced.ts';
import type { RequestContext } from './request-context.ts';
import { maxBatch } from './row-loader.ts';

/** Entity references of one request. */
export const maxEntityReferences = maxBatch;

type Field = GraphQLField<unknown, RequestContext>;

/**
 * Adds the rules for every field of a subgraph before its resolvers: the auth directives of fields, types and entities; only texts that
 * the database can store; a bounded number of entity references; a new unit of work for each mutation of a document; no more work once
 * the caller has left or the deadline has passed, and SUBGRAPH_TIMEOUT at the deadline for what still runs.
 */
export function guardFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields()) as Field[]) guardField(schema, type, field);
    }
    if (isObjectType(type) || isInterfaceType(type)) guardReferences(type);
  }
  return schema;
}

function guardField(schema: GraphQLSchema, type: GraphQLObjectType, field: Field): void {
  const rule = ruleOfField(type, field as GraphQLField<unknown, unknown>);
  const mutation = type === schema.getMutationType();
  const query = type === schema.getQueryType();
  const entities = query && field.name === '_entities';
  const spanName = mutation || query ? `${type.name}.${field.name}` : null;
  const resolve = field.resolve ?? defaultFieldResolver;
  const { subscribe } = field;
  const check = (args: Record<string, unknown>, context: RequestContext) => {
    context.throwIfAbandoned();
    enforce(rule, context);
    refuseUnstorableText(args);
  };
  if (!rule && !mutation && !entities && !subscribe && !field.resolve && field.args.length === 0) return;

  field.resolve = (source, args, context, info) => {
    check(args, context);
    if (mutation) context.renew();
    if (entities) checkReferences(schema, args.representations as Reference[]);
    const span = spanName === null ? undefined : requestScope.span()?.child(spanName);
    const run = () => inTime(context, resolve(source, args, context, info));
    if (mutation && !span) return placed(run(), info);
    return span ? requestScope.runIn(span, () => ending(span, () => allOf(run()))) : run();
  };
  if (subscribe) {
    field.subscribe = (source, args, context, info) => {
      check(args, context);
      return subscribe(source, args, context, info);
    };
  }
}

/** The result, or SUBGRAPH_TIMEOUT at the operation's deadline. */
const inTime = (context: RequestContext, result: unknown): unknown =>
  isPromise(result) ? context.deadline.limit(result) : result;

/** The result, or the error at its place for a refusal. graphql-js would make the same one, with a stack that nobody reads. */
async function placed(result: unknown, { fieldNodes, path }: GraphQLResolveInfo): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw withoutStack(() => locatedError(error, fieldNodes, responsePathAsArray(path)));
  }
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

/** Resolves when each item of a list has settled, too: the entities of a list are promises. */
async function allOf(resolving: unknown): Promise<unknown> {
  const result = await resolving;
  if (Array.isArray(result)) await Promise.allSettled(result);
  return result;
}

type ReferenceResolver = (reference: unknown, context: RequestContext, info: unknown) => unknown;
type Resolvable = { extensions: { apollo?: { subgraph?: { resolveReference?: ReferenceResolver } } } };

/** Applies the rule of an entity's type when the entity is resolved by its key. */
function guardReferences(type: GraphQLObjectType | Resolvable): void {
  const rule = ruleAt(type as GraphQLObjectType);
  const subgraph = (type as Resolvable).extensions.apollo?.subgraph;
  const resolveReference = subgraph?.resolveReference;
  if (!subgraph || !resolveReference) return;
  // Async: a throw would fail every reference of the list, a rejection fails only its own.
  subgraph.resolveReference = async (reference, context, info) => {
    enforce(rule, context);
    return inTime(context, resolveReference(reference, context, info));
  };
}

function enforce(rule: AuthRule | null, context: RequestContext): void {
  const refused = refusedBy(rule, context.viewer);
  if (refused) throw new Refusal(refused);
}

/** PostgreSQL stores no NUL, and no half of a surrogate pair. */
function refuseUnstorableText(value: unknown, field = 'input'): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw badUserInput(field);
  } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const [name, each] of Object.entries(value)) refuseUnstorableText(each, Array.isArray(value) ? field : name);
  }
}

interface Reference {
  __typename?: unknown;
  id?: unknown;
}

const isEntity = (type: GraphQLNamedType | undefined): boolean =>
  [type?.astNode, ...(type?.extensionASTNodes ?? [])].some((node) =>
    node?.directives?.some(({ name }) => name.value === 'key'),
  );

/** Every entity has one key, `id`. */
function checkReferences(schema: GraphQLSchema, references: readonly Reference[]): void {
  if (references.length > maxEntityReferences) {
    throw new Refusal('OPERATION_TOO_LARGE', { limit: maxEntityReferences, actual: references.length });
  }
  const isValid = ({ __typename, id }: Reference) =>
    typeof __typename === 'string' && isEntity(schema.getType(__typename)) && typeof id === 'string';
  if (!references.every(isValid)) throw badUserInput('representations');
}
