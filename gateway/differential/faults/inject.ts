import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import { isJsonObject, type JsonObject, type Path } from '../../graphql/json-object.ts';
import { canonical, happens, hash, pick } from '../chance.ts';
import type { AnsweredField, FaultlessAnswer } from '../fake/subgraph.ts';
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
  faultyWhole,
  garbageErrors,
  noErrors,
  pickWholeFault,
  type WholeFault,
  type WireAnswer,
} from './whole-answer.ts';

export type FaultKind = WholeFault | FieldFault | ValueFault | 'garbage errors' | 'an entity is null' | 'no entity';

/** What the faults of an answer are decided by, beside the place of each. */
export interface FaultScope {
  profile: FaultProfile;
  seed: number;
  subgraph: string;
  asksEntities: boolean;
  /** The names of the types that there are. */
  typenames: readonly string[];
  tell: (kind: FaultKind) => void;
}

export interface FaultyAnswer {
  wire: WireAnswer;
  /** Where there is what can be neither an object nor a list, but must be one. */
  misshapen: readonly Path[];
}

/**
 * An answer with faults. They depend on what was asked and for which entity, and not on what else was asked in the same
 * request: so they are the same however the requests are put together. Throws TransportFailure where there is no answer.
 */
export function injectFaults({ json, fields }: FaultlessAnswer, scope: FaultScope): FaultyAnswer {
  const wire = JSON.parse(json) as WireAnswer;
  const { profile, asksEntities, tell } = scope;
  const seed = hash(scope.seed, scope.subgraph, asksEntities ? 'entities' : 'root');
  if (isJsonObject(wire.data) && happens(profile.whole, hash(seed, 'whole'))) {
    const fault = pickWholeFault(asksEntities, seed);
    tell(fault);
    return { wire: faultyWhole(fault, { data: wire.data }, seed), misshapen: [] };
  }
  const misshapen: Path[] = [];
  if (isJsonObject(wire.data) && profile.entity + profile.field + profile.value > 0) {
    const errors: unknown[] = [];
    const injector = new Injector(scope, wire.data, errors, misshapen);
    for (const field of fields) injector.visit(field);
    if (errors.length > 0) wire.errors = [...(Array.isArray(wire.errors) ? wire.errors : []), ...errors];
  }
  if (happens(profile.garbage, hash(seed, 'garbage'))) {
    tell('garbage errors');
    const which = hash(seed, 'which');
    if (wire.errors === undefined && !asksEntities && which % 5 === 0) wire.errors = noErrors(which);
    else wire.errors = [...(Array.isArray(wire.errors) ? wire.errors : []), ...garbageErrors(wire.data, which)];
  }
  return { wire, misshapen };
}

class Injector {
  readonly #scope: FaultScope;
  readonly #data: JsonObject;
  readonly #errors: unknown[];
  readonly #misshapen: Path[];
  /** What the places below `_entities` are named by, by response key and index. */
  readonly #entities = new Map<string | number, readonly number[]>();

  constructor(scope: FaultScope, data: JsonObject, errors: unknown[], misshapen: Path[]) {
    this.#scope = scope;
    this.#data = data;
    this.#errors = errors;
    this.#misshapen = misshapen;
  }

  visit({ path, type, representations }: AnsweredField): void {
    const parent = at(this.#data, path.slice(0, -1));
    const key = path.at(-1);
    if (!isJsonObject(parent) || typeof key !== 'string') return;
    if (representations) this.#visitEntities(parent, key, representations);
    else this.#visitPlace(parent, path, type);
  }

  #visitEntities(parent: JsonObject, key: string, representations: readonly JsonObject[]): void {
    const { seed, subgraph } = this.#scope;
    const seeds = representations.map((each) => hash(seed, subgraph, canonical(each)));
    this.#entities.set(key, seeds);
    const entities = parent[key];
    if (!Array.isArray(entities)) return;
    for (const [index, each] of seeds.entries()) {
      const path = [key, index];
      if (!happens(this.#scope.profile.entity, hash(each, 'entity'))) continue;
      const fault = pick(['an entity is null', 'no entity', 'an error', 'an error beside the value'] as const, each);
      this.#scope.tell(fault);
      if (fault === 'no entity') entities[index] = pick<unknown>(['x', 5, true, [], [{}]], hash(each, 'no'));
      else if (fault !== 'an error beside the value') entities[index] = null;
      if (fault.startsWith('an error')) this.#error(fault, path);
    }
  }

  #visitPlace(parent: JsonObject | unknown[], path: Path, type: GraphQLOutputType): void {
    const key = path.at(-1) as string;
    const holder = parent as JsonObject;
    const seed = this.#seedOf(path);
    const { profile, tell } = this.#scope;
    if (holder[key] === undefined) return;
    if (happens(profile.field, hash(seed, 'field'))) {
      const fault = pickFieldFault(type, hash(seed, 'field fault'));
      // Of a list, no item can be left out.
      if (fault !== 'left out' || !Array.isArray(parent)) {
        tell(fault);
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
      for (const index of value.keys()) this.#visitPlace(value, [...path, index], nullable.ofType);
    }
  }

  #applyFieldFault(fault: FieldFault, holder: JsonObject, key: string, path: Path): void {
    if (fault === 'left out') delete holder[key];
    else if (fault === 'null' || fault === 'null where none may be' || fault === 'an error') holder[key] = null;
    if (fault === 'an error without a place') {
      holder[key] = null;
      this.#errors.push({ message: fault, extensions: { code: 'CONFLICT' } });
    } else if (fault.startsWith('an error')) this.#error(fault, path);
  }

  #applyValueFault(fault: ValueFault, holder: JsonObject, key: string, path: Path, type: GraphQLOutputType): void {
    const seed = hash(this.#seedOf(path), 'value itself');
    const value = holder[key];
    if (fault === 'wrong type' && (!isJsonObject(value) || value.__typename === undefined)) return;
    this.#scope.tell(fault);
    if (fault === 'wrong leaf') holder[key] = wrongLeaf(type, seed);
    if (fault === 'wrong type' && isJsonObject(value)) value.__typename = wrongTypename(this.#scope.typenames, seed);
    if (fault === 'not asked for' && isJsonObject(value))
      Object.assign(value, { unasked: { id: 'x' }, valueOf: 'x', zero: 0 });
    if (fault === 'wrong shape') {
      holder[key] = wrongShape(type, seed);
      this.#misshapen.push(path);
    }
  }

  #error(message: string, path: Path): void {
    const code = ['NOT_FOUND', 'INTERNAL_SERVER_ERROR'][this.#seedOf(path) % 3];
    this.#errors.push({ message, path, ...(code ? { extensions: { code } } : {}) });
  }

  /** The same for one place below one entity, whatever the request. */
  #seedOf([first = '', index, ...rest]: Path): number {
    const entity = typeof index === 'number' ? this.#entities.get(first)?.[index] : undefined;
    if (entity !== undefined) return hash(entity, ...rest);
    const { seed, subgraph } = this.#scope;
    return hash(seed, subgraph, 'root', first, ...(index === undefined ? [] : [index]), ...rest);
  }
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (found as JsonObject)[key] : undefined),
    value,
  );
}
