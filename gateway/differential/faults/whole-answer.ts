import type { JsonObject } from '../../graphql/json-object.ts';
import { isJsonObject } from '../../graphql/json-object.ts';
import { TransportFailure } from '../../upstream/subgraph-response.ts';
import { hash, pick } from '../chance.ts';

/** An answer as it is on the wire, whatever a subgraph wrote. */
export interface WireAnswer {
  data?: unknown;
  errors?: unknown;
}

const rootFaults = ['unavailable', 'timeout', 'no data', 'refused', 'refused at a place', 'data is no object'] as const;
const entityFaults = [...rootFaults, 'too few entities', 'too many entities', 'entities are no list'] as const;

export type WholeFault = (typeof entityFaults)[number];

export function pickWholeFault(asksEntities: boolean, seed: number): WholeFault {
  return pick<WholeFault>(asksEntities ? entityFaults : rootFaults, seed);
}

/** What comes in place of an answer. Throws TransportFailure where nothing does. */
export function faultyWhole(fault: WholeFault, { data }: { data: JsonObject }, seed: number): WireAnswer {
  const asked = Object.keys(data);
  const keys = asked.length > 0 ? asked : ['nothing'];
  const changed = (change: (entities: readonly unknown[]) => unknown): WireAnswer => ({
    data: Object.fromEntries(
      Object.entries(data).map(([each, value]) => [each, change(Array.isArray(value) ? value : [])]),
    ),
  });
  switch (fault) {
    case 'unavailable':
      throw new TransportFailure('SUBGRAPH_UNAVAILABLE', null);
    case 'timeout':
      throw new TransportFailure('SUBGRAPH_TIMEOUT', null);
    case 'no data':
      return pick<WireAnswer>([{}, { data: null }, { data: null, errors: [] }, { data: null, errors: 'x' }], seed);
    case 'refused':
      return { data: null, errors: [{ message: 'refused', extensions: { code: 'FORBIDDEN' } }] };
    case 'refused at a place':
      // Of all that was asked in one request each: it might have been asked alone.
      return {
        data: null,
        errors: keys.map((each) => ({ message: 'refused there', path: [each], extensions: { code: 'NOT_FOUND' } })),
      };
    case 'data is no object':
      return { data: pick<unknown>(['x', 5, [], true], seed) };
    case 'too few entities':
      return changed((entities) => entities.slice(1));
    case 'too many entities':
      return changed((entities) => [...entities, pick<unknown>([null, entities[0], {}], seed)]);
    case 'entities are no list':
      return changed(() => pick<unknown>([null, 'x', {}, 0], hash(seed, 'list')));
  }
}

/**
 * Entries of a list of errors that tell little or nothing, and some that are no errors. Where they tell of what is asked
 * together, they tell it of each.
 */
export function garbageErrors(data: unknown, seed: number): unknown[] {
  const keys = isJsonObject(data) ? Object.keys(data) : ['x'];
  const entries: readonly ((key: string) => unknown)[] = [
    () => ({ message: 'of no place' }),
    () => ({ message: 'of no place', path: null, extensions: { code: 'NOT_FOUND', detail: 1 } }),
    () => null,
    () => 5,
    () => 'text',
    () => [],
    () => ({ message: 5 }),
    (key) => ({ message: 'a path that is none', path: key }),
    (key) => ({ message: 'a path with what is none', path: [key, null] }),
    () => ({ message: 'a place that is not', path: ['nowhere', 3] }),
    (key) => ({ message: 'an index that is not', path: [key, 99, 'name'] }),
    (key) => ({ message: 'extensions that are none', path: [key], extensions: 'x' }),
    (key) => ({ path: [key] }),
    () => ({}),
  ];
  const count = 1 + (hash(seed, 'count') % 3);
  return Array.from({ length: count }, (_, at) => keys.map(pick(entries, hash(seed, at)))).flat();
}

/** Errors that are no list. */
export function noErrors(seed: number): unknown {
  return pick<unknown>(['x', {}, 5, null, [], true, 0], seed);
}
