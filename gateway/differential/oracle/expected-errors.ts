import type { FetchNode } from '@apollo/query-planner';
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { parseJson, stringifyJson } from '#platform/lossless-json.ts';
import { isJsonObject, type JsonObject, type Path } from '../../graphql/json-object.ts';
import type { TransportFailure } from '../../upstream/subgraph-response.ts';
import type { ParsedQuery } from '../fake/fake-subgraph.ts';
import type { FederationModel } from '../fake/federation-model.ts';
import type { FaultyResponse } from '../faults/inject-faults.ts';
import type { WireResponse } from '../faults/response-faults.ts';

/** An error that the client must receive. */
export interface ExpectedError {
  path: Path | null;
  message: string;
  extensions: JsonObject;
}

/** The message for a response without the requested data. An executor may use its own words. */
export const unusable = 'unusable';

/** A fetch of a plan as one request sends it. */
export interface SentFetch {
  model: FederationModel;
  node: FetchNode;
  query: ParsedQuery;
  variables: JsonObject;
  /** The path of each representation in the client's result, or of each object of a root type. */
  objectPaths: readonly Path[];
}

/** The accepted part of a response. */
export interface AcceptedResponse {
  /** The data for the executor to merge. */
  data: JsonObject | null;
  errors: ExpectedError[];
  /** The client paths of values of a wrong shape. */
  malformedPaths: Path[];
}

/** A transport failure is an error at each requested field. */
export function acceptFailure(fetch: SentFetch, { code }: TransportFailure): AcceptedResponse {
  const { serviceName: subgraph } = fetch.node;
  const errors = requestedPaths(fetch).map((path) => ({ path, message: code, extensions: { code, subgraph } }));
  return { data: null, errors, malformedPaths: [] };
}

/** Interprets a response by the specification: places errors by their paths, and accepts data of the right shape. */
export function acceptResponse(fetch: SentFetch, { wire, malformedPaths }: FaultyResponse): AcceptedResponse {
  const { serviceName } = fetch.node;
  const sent = errorsOf(wire);
  const errors: ExpectedError[] = sent.flatMap(({ path, message, extensions }) =>
    clientPaths(fetch, path).map((at) => ({ path: at, message, extensions: { ...extensions, serviceName } })),
  );
  const malformed = malformedPaths.flatMap((path) => clientPaths(fetch, path).filter((each) => each !== null));
  const data: unknown = parseJson(stringifyJson(wire.data ?? null));
  if (!isUsable(fetch, data)) {
    const unusableAt = sent.length > 0 ? [] : requestedPaths(fetch);
    errors.push(...unusableAt.map((path) => unusableError(path, serviceName)));
    return { data: null, errors, malformedPaths: malformed };
  }
  for (const path of malformedPaths) setNull(data, path);
  const { _entities: entities } = data;
  if (fetch.node.requires && Array.isArray(entities)) {
    for (const [index, entity] of entities.entries()) {
      if (entity === null || isJsonObject(entity)) continue;
      entities[index] = null;
      errors.push(unusableError(fetch.objectPaths[index] ?? [], serviceName));
    }
  }
  return { data, errors, malformedPaths: malformed };
}

const unusableError = (path: Path, serviceName: string): ExpectedError => ({
  path,
  message: unusable,
  extensions: { serviceName },
});

function isUsable({ node, objectPaths }: SentFetch, data: unknown): data is JsonObject {
  if (!isJsonObject(data)) return false;
  return !node.requires || (Array.isArray(data._entities) && data._entities.length === objectPaths.length);
}

function errorsOf({ errors }: WireResponse): ExpectedError[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const { message, path, extensions } = isJsonObject(error) ? error : {};
    const isPath = Array.isArray(path) && path.every((step) => typeof step === 'string' || typeof step === 'number');
    return {
      message: typeof message === 'string' ? message : '',
      path: isPath ? path : null,
      extensions: isJsonObject(extensions) ? extensions : {},
    };
  });
}

/** The client paths of a path in a subgraph's response; null when there is none. */
function clientPaths({ node, objectPaths }: SentFetch, path: Path | null): (Path | null)[] {
  if (!path) return [null];
  if (!node.requires) return objectPaths.map((each) => [...each, ...renameKeys(node, path)]);
  const [first, index, ...rest] = path;
  if (first !== '_entities') return [null];
  if (typeof index !== 'number') return objectPaths.map((each) => [...each, ...renameKeys(node, path.slice(1))]);
  const objectPath = objectPaths[index];
  return objectPath ? [[...objectPath, ...renameKeys(node, rest)]] : [null];
}

/** Applies the plan's output rewrites: the planner aliases some fields and renames them in the response. */
function renameKeys({ outputRewrites = [] }: FetchNode, path: Path): Path {
  const fieldsOf = (steps: Path) => steps.filter((step) => typeof step === 'string' && !step.startsWith('... on '));
  return path.map((step, index) => {
    const name = fieldsOf(path.slice(0, index + 1)).join(' ');
    for (const rewrite of outputRewrites) {
      const isRenamed = rewrite.kind === 'KeyRenamer' && fieldsOf(rewrite.path).join(' ') === name;
      if (typeof step === 'string' && isRenamed) return rewrite.renameKeyTo;
    }
    return step;
  });
}

function setNull(data: unknown, path: Path): void {
  const holder = path.slice(0, -1).reduce<unknown>((found, key) => (found as JsonObject | null)?.[key], data);
  if (typeof holder === 'object' && holder !== null) (holder as JsonObject)[path.at(-1) ?? ''] = null;
}

/** The client paths of the fields that a fetch requests. */
function requestedPaths(fetch: SentFetch): Path[] {
  const { node, query, variables, objectPaths } = fetch;
  const { selectionSet } = query.operation;
  const [entities] = selectionSet.selections;
  const below = node.requires && entities?.kind === Kind.FIELD ? entities.selectionSet : selectionSet;
  const representations = node.requires ? (variables.representations as readonly JsonObject[]) : [];
  return objectPaths.flatMap((path, index) =>
    requestedKeys(fetch, below, representations[index]?.__typename).map((key) => [...path, ...renameKeys(node, [key])]),
  );
}

function requestedKeys(fetch: SentFetch, selectionSet: SelectionSetNode | undefined, type: unknown): string[] {
  const fields = [...fieldsOf(fetch, selectionSet?.selections ?? [], type)];
  const isTypename = ({ name }: FieldNode) => name.value === '__typename';
  const named = fields.filter((field) => !isTypename(field));
  // The executor knows the type of such an object without a response.
  if (typeof type === 'string' && isObjectType(fetch.model.supergraph.getType(type))) {
    return [...new Set(named.map(({ alias, name }) => (alias ?? name).value))];
  }
  const aliased = fields.filter(({ alias }) => alias && alias.value !== '__typename');
  const requested = [named, aliased, fields].find((each) => each.length > 0) ?? [];
  return [...new Set(requested.map(({ alias, name }) => (alias ?? name).value))];
}

function* fieldsOf(fetch: SentFetch, selections: readonly SelectionNode[], type: unknown): Iterable<FieldNode> {
  for (const each of selections) {
    if (!isIncluded(fetch, each.directives ?? [])) continue;
    if (each.kind === Kind.FIELD) yield each;
    else {
      const fragment = each.kind === Kind.FRAGMENT_SPREAD ? fragmentOf(fetch.query, each.name.value) : each;
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || typeof type !== 'string' || fetch.model.overlaps(type, condition)) {
        yield* fieldsOf(fetch, fragment.selectionSet.selections, type);
      }
    }
  }
}

function fragmentOf({ document }: ParsedQuery, name: string): FragmentDefinitionNode {
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name) return each;
  }
  throw new Error(`no fragment ${name}`);
}

function isIncluded({ query, variables }: SentFetch, directives: readonly DirectiveNode[]): boolean {
  return directives.every(({ name, arguments: [condition] = [] }) => {
    const value = condition?.value;
    if (value?.kind === Kind.BOOLEAN) return value.value === (name.value === 'include');
    if (value?.kind !== Kind.VARIABLE) return true;
    const variable = value.name.value;
    const definition = query.operation.variableDefinitions?.find((each) => each.variable.name.value === variable);
    const byDefault = definition?.defaultValue?.kind === Kind.BOOLEAN && definition.defaultValue.value;
    return (variables[variable] ?? byDefault) === (name.value === 'include');
  });
}
