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
import { isJsonObject, type JsonObject, type Path } from '../../graphql/json-object.ts';
import type { TransportFailure } from '../../upstream/subgraph-response.ts';
import type { Knowledge } from '../fake/knowledge.ts';
import type { ReadQuery } from '../fake/subgraph.ts';
import type { FaultyAnswer } from '../faults/inject.ts';
import type { WireAnswer } from '../faults/whole-answer.ts';

/** An error that the client must be told. */
export interface ToldError {
  path: Path | null;
  message: string;
  extensions: JsonObject;
}

/** The message of what is no answer to what was asked; an executor may say it in its own words. */
export const unusable = 'unusable';

/** One request of a plan's fetch: what was asked, and where in the answer that belongs. */
export interface AskedFetch {
  knowledge: Knowledge;
  node: FetchNode;
  read: ReadQuery;
  variables: JsonObject;
  /** Of each representation, or of each object of a root's type. */
  places: readonly Path[];
}

/** What there is of an answer: for the executor what is of use, for the client the errors, and where a wrong shape was. */
export interface Taken {
  data: JsonObject | null;
  errors: ToldError[];
  misshapen: Path[];
}

/** That there is no answer is an error at each field that was asked for. */
export function takeNothing(fetch: AskedFetch, { code }: TransportFailure): Taken {
  const { serviceName: subgraph } = fetch.node;
  const errors = askedPaths(fetch).map((path) => ({ path, message: code, extensions: { code, subgraph } }));
  return { data: null, errors, misshapen: [] };
}

/** Reads an answer as the specification has it: errors by their paths, and of the data what has the shape that it must. */
export function takeAnswer(fetch: AskedFetch, { wire, misshapen }: FaultyAnswer): Taken {
  const { serviceName } = fetch.node;
  const sent = errorsOf(wire);
  const errors: ToldError[] = sent.flatMap(({ path, message, extensions }) =>
    clientPaths(fetch, path).map((at) => ({ path: at, message, extensions: { ...extensions, serviceName } })),
  );
  const misshapenAt = misshapen.flatMap((path) => clientPaths(fetch, path)).flatMap((path) => (path ? [path] : []));
  const data: unknown = JSON.parse(JSON.stringify(wire.data ?? null));
  if (!isUsable(fetch, data)) {
    const told = sent.length > 0 ? [] : askedPaths(fetch).map((path) => ours(path, serviceName));
    return { data: null, errors: [...errors, ...told], misshapen: misshapenAt };
  }
  for (const path of misshapen) clear(data, path);
  const { _entities: entities } = data;
  if (fetch.node.requires && Array.isArray(entities)) {
    for (const [index, entity] of entities.entries()) {
      if (entity === null || isJsonObject(entity)) continue;
      entities[index] = null;
      errors.push(ours(fetch.places[index] ?? [], serviceName));
    }
  }
  return { data, errors, misshapen: misshapenAt };
}

const ours = (path: Path, serviceName: string): ToldError => ({ path, message: unusable, extensions: { serviceName } });

function isUsable({ node, places }: AskedFetch, data: unknown): data is JsonObject {
  if (!isJsonObject(data)) return false;
  return !node.requires || (Array.isArray(data._entities) && data._entities.length === places.length);
}

function errorsOf({ errors }: WireAnswer): ToldError[] {
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

/** Where in the client's answer a place of a subgraph's answer is; null where nobody can tell. */
function clientPaths({ node, places }: AskedFetch, path: Path | null): (Path | null)[] {
  if (!path) return [null];
  if (!node.requires) return places.map((place) => [...place, ...renamed(node, path)]);
  const [first, index, ...rest] = path;
  if (first !== '_entities') return [null];
  if (typeof index !== 'number') return places.map((place) => [...place, ...renamed(node, path.slice(1))]);
  const place = places[index];
  return place ? [[...place, ...renamed(node, rest)]] : [null];
}

/** The planner asks for some fields under other names, and renames them in the answer. */
function renamed({ outputRewrites = [] }: FetchNode, path: Path): Path {
  const fieldsOf = (steps: Path) => steps.filter((step) => typeof step === 'string' && !step.startsWith('... on '));
  return path.map((step, at) => {
    const name = fieldsOf(path.slice(0, at + 1)).join(' ');
    for (const rewrite of outputRewrites) {
      const isOf = rewrite.kind === 'KeyRenamer' && fieldsOf(rewrite.path).join(' ') === name;
      if (typeof step === 'string' && isOf) return rewrite.renameKeyTo;
    }
    return step;
  });
}

function clear(data: unknown, path: Path): void {
  const holder = path.slice(0, -1).reduce<unknown>((found, key) => (found as JsonObject | null)?.[key], data);
  if (typeof holder === 'object' && holder !== null) (holder as JsonObject)[path.at(-1) ?? ''] = null;
}

/** Where in the client's answer there would be something, had it been answered. */
function askedPaths(fetch: AskedFetch): Path[] {
  const { node, read, variables, places } = fetch;
  const { selectionSet } = read.operation;
  const [entities] = selectionSet.selections;
  const below = node.requires && entities?.kind === Kind.FIELD ? entities.selectionSet : selectionSet;
  const representations = node.requires ? (variables.representations as readonly JsonObject[]) : [];
  return places.flatMap((place, index) =>
    askedKeys(fetch, below, representations[index]?.__typename).map((key) => [...place, ...renamed(node, [key])]),
  );
}

function askedKeys(fetch: AskedFetch, selectionSet: SelectionSetNode | undefined, type: unknown): string[] {
  const fields = [...fieldsOf(fetch, selectionSet?.selections ?? [], type)];
  const isTypename = ({ name }: FieldNode) => name.value === '__typename';
  const named = fields.filter((field) => !isTypename(field));
  // The type of an object that is known needs no answer.
  if (typeof type === 'string' && isObjectType(fetch.knowledge.supergraph.getType(type))) {
    return [...new Set(named.map(({ alias, name }) => (alias ?? name).value))];
  }
  const aliased = fields.filter(({ alias }) => alias && alias.value !== '__typename');
  const asked = [named, aliased, fields].find((each) => each.length > 0) ?? [];
  return [...new Set(asked.map(({ alias, name }) => (alias ?? name).value))];
}

function* fieldsOf(fetch: AskedFetch, selections: readonly SelectionNode[], type: unknown): Iterable<FieldNode> {
  for (const each of selections) {
    if (!isIncluded(fetch, each.directives ?? [])) continue;
    if (each.kind === Kind.FIELD) yield each;
    else {
      const fragment = each.kind === Kind.FRAGMENT_SPREAD ? fragmentOf(fetch.read, each.name.value) : each;
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || typeof type !== 'string' || fetch.knowledge.overlap(type, condition)) {
        yield* fieldsOf(fetch, fragment.selectionSet.selections, type);
      }
    }
  }
}

function fragmentOf({ document }: ReadQuery, name: string): FragmentDefinitionNode {
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name) return each;
  }
  throw new Error(`no fragment ${name}`);
}

function isIncluded({ read, variables }: AskedFetch, directives: readonly DirectiveNode[]): boolean {
  return directives.every(({ name, arguments: [condition] = [] }) => {
    const value = condition?.value;
    if (value?.kind === Kind.BOOLEAN) return value.value === (name.value === 'include');
    if (value?.kind !== Kind.VARIABLE) return true;
    const variable = value.name.value;
    const definition = read.operation.variableDefinitions?.find((each) => each.variable.name.value === variable);
    const byDefault = definition?.defaultValue?.kind === Kind.BOOLEAN && definition.defaultValue.value;
    return (variables[variable] ?? byDefault) === (name.value === 'include');
  });
}
