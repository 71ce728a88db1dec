import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import { parseJson } from '#platform/lossless-json.ts';
import { isJsonObject, type JsonObject, type Path } from '../../graphql/json-object.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { FaultlessResponse, ResolvedField } from '../fake/fake-subgraph.ts';
import { happens, hash, pick } from '../random.ts';
import {
  type FieldFault,
  pickFieldFault,
  pickValueFault,
  type ValueFault,
  wrongLeaf,
  wrongShape,
  wrongTypename,
} from './field-faults.ts';
import type { FaultProfile } from './profiles.ts';
import {
  faultyResponse,
  invalidErrorList,
  malformedErrors,
  pickResponseFault,
  type ResponseFault,
  type WireResponse,
} from './response-faults.ts';

export type FaultKind = ResponseFault | FieldFault | ValueFault | 'malformed errors' | 'null entity' | 'invalid entity';

/** Determines the faults of a response. */
export interface FaultScope {
  profile: FaultProfile;
  seed: number;
  subgraph: string;
  isEntityQuery: boolean;
  /** The names of all composite types of the supergraph. */
  typenames: readonly string[];
  /** Receives each fault that is injected. */
  record: (kind: FaultKind) => void;
}

export interface FaultyResponse {
  wire: WireResponse;
  /** The paths of values of a wrong shape: neither an object nor a list where the type needs one. */
  malformedPaths: readonly Path[];
}

/**
 * Injects faults into a response. A fault depends on the field and the entity, not on the rest of the request, so it is
 * the same however an executor groups its requests.
 *
 * @throws TransportFailure when the fault is a missing response.
 */
export function injectFaults({ json, fields }: FaultlessResponse, scope: FaultScope): FaultyResponse {
  const wire = parseJson(json) as WireResponse;
  const { profile, isEntityQuery, record } = scope;
  const seed = hash(scope.seed, scope.subgraph, isEntityQuery ? 'entities' : 'root');
  if (isJsonObject(wire.data) && happens(profile.response, hash(seed, 'whole'))) {
    const fault = pickResponseFault(isEntityQuery, seed);
    record(fault);
    return { wire: faultyResponse(fault, wire.data, seed), malformedPaths: [] };
  }
  const malformedPaths: Path[] = [];
  if (isJsonObject(wire.data) && profile.entity + profile.field + profile.value > 0) {
    const errors: unknown[] = [];
    const injector = new Injector(scope, wire.data, errors, malformedPaths);
    for (const field of fields) injector.visit(field);
    if (errors.length > 0) wire.errors = [...(Array.isArray(wire.errors) ? wire.errors : []), ...errors];
  }
  if (happens(profile.malformedErrors, hash(seed, 'garbage'))) {
    record('malformed errors');
    const which = hash(seed, 'which');
    if (wire.errors === undefined && !isEntityQuery && which % 5 === 0) wire.errors = invalidErrorList(which);
    else wire.errors = [...(Array.isArray(wire.errors) ? wire.errors : []), ...malformedErrors(wire.data, which)];
  }
  return { wire, malformedPaths };
}

class Injector {
  readonly #scope: FaultScope;
  readonly #data: JsonObject;
  readonly #errors: unknown[];
  readonly #malformedPaths: Path[];
  /** The seed of each entity, by response key of its `_entities` field. */
  readonly #entitySeeds = new Map<string | number, readonly number[]>();

  constructor(scope: FaultScope, data: JsonObject, errors: unknown[], malformedPaths: Path[]) {
    this.#scope = scope;
    this.#data = data;
    this.#errors = errors;
    this.#malformedPaths = malformedPaths;
  }

  visit({ path, type, representations }: ResolvedField): void {
    const parent = valueAt(this.#data, path.slice(0, -1));
    const key = path.at(-1);
    if (!isJsonObject(parent) || typeof key !== 'string') return;
    if (representations) this.#visitEntities(parent, key, representations);
    else this.#visitValue(parent, path, type);
  }

  #visitEntities(parent: JsonObject, key: string, representations: readonly JsonObject[]): void {
    const { seed, subgraph } = this.#scope;
    const seeds = representations.map((each) => hash(seed, subgraph, canonicalJson(each)));
    this.#entitySeeds.set(key, seeds);
    const entities = parent[key];
    if (!Array.isArray(entities)) return;
    for (const [index, each] of seeds.entries()) {
      const path = [key, index];
      if (!happens(this.#scope.profile.entity, hash(each, 'entity'))) continue;
      const fault = pick(['null entity', 'invalid entity', 'error', 'error beside a value'] as const, each);
      this.#scope.record(fault);
      if (fault === 'invalid entity') entities[index] = pick<unknown>(['x', 5, true, [], [{}]], hash(each, 'no'));
      else if (fault !== 'error beside a value') entities[index] = null;
      if (fault.startsWith('error')) this.#error(fault, path);
    }
  }

  #visitValue(parent: JsonObject | unknown[], path: Path, type: GraphQLOutputType): void {
    const key = path.at(-1) as string;
    const holder = parent as JsonObject;
    const seed = this.#seedOf(path);
    const { profile, record } = this.#scope;
    if (holder[key] === undefined) return;
    if (happens(profile.field, hash(seed, 'field'))) {
      const fault = pickFieldFault(type, hash(seed, 'field fault'));
      // Items of a list cannot be omitted.
      if (fault !== 'omitted field' || !Array.isArray(parent)) {
        record(fault);
        this.#applyFieldFault(fault, holder, key, path);
      }
    }
    if (happens(profile.value, hash(seed, 'value')) && holder[key] !== null && holder[key] !== undefined) {
      const fault = pickValueFault(type, hash(seed, 'value fault'));
      if (fault) this.#applyValueFault(fault, holder, key, path, type);
    }
    const nullable = isNonNullType(type) ? type.ofType : type;
    const value = holder[key];
    if (isListType(nullable) && Array.isArray(value)) {
      for (const index of value.keys()) this.#visitValue(value, [...path, index], nullable.ofType);
    }
  }

  #applyFieldFault(fault: FieldFault, holder: JsonObject, key: string, path: Path): void {
    if (fault === 'omitted field') delete holder[key];
    else if (fault === 'null' || fault === 'null of a non-null type' || fault === 'error') holder[key] = null;
    if (fault === 'error without a path') {
      holder[key] = null;
      this.#errors.push({ message: fault, extensions: { code: 'CONFLICT' } });
    } else if (fault.startsWith('error')) this.#error(fault, path);
  }

  #applyValueFault(fault: ValueFault, holder: JsonObject, key: string, path: Path, type: GraphQLOutputType): void {
    const seed = hash(this.#seedOf(path), 'value itself');
    const value = holder[key];
    if (fault === 'wrong typename' && (!isJsonObject(value) || value.__typename === undefined)) return;
    this.#scope.record(fault);
    if (fault === 'wrong leaf') holder[key] = wrongLeaf(type, seed);
    if (fault === 'wrong typename' && isJsonObject(value))
      value.__typename = wrongTypename(this.#scope.typenames, seed);
    if (fault === 'unselected fields' && isJsonObject(value))
      Object.assign(value, { unselected: { id: 'x' }, valueOf: 'x', zero: 0 });
    if (fault === 'wrong shape') {
      holder[key] = wrongShape(type, seed);
      this.#malformedPaths.push(path);
    }
  }

  #error(message: string, path: Path): void {
    const code = ['NOT_FOUND', 'INTERNAL_SERVER_ERROR'][this.#seedOf(path) % 3];
    this.#errors.push({ message, path, ...(code ? { extensions: { code } } : {}) });
  }

  /** The same seed for a field of an entity in every request. */
  #seedOf([first = '', index, ...rest]: Path): number {
    const entity = typeof index === 'number' ? this.#entitySeeds.get(first)?.[index] : undefined;
    if (entity !== undefined) return hash(entity, ...rest);
    const { seed, subgraph } = this.#scope;
    return hash(seed, subgraph, 'root', first, ...(index === undefined ? [] : [index]), ...rest);
  }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (found as JsonObject)[key] : undefined),
    value,
  );
}
