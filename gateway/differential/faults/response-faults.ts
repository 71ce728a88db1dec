import { isJsonObject, type JsonObject } from '../../graphql/json-object.ts';
import { TransportFailure } from '../../upstream/subgraph-response.ts';
import { hash, pick } from '../random.ts';

/** A response body, which may be malformed. */
export interface WireResponse {
  data?: unknown;
  errors?: unknown;
}

/** The message of an error whose path has an index beyond its list. */
export const outOfRangeMessage = 'an index out of range';

const rootFaults = [
  'unavailable',
  'timeout',
  'no data',
  'refused',
  'refused with a path',
  'data is not an object',
] as const;
const entityFaults = [...rootFaults, 'too few entities', 'too many entities', 'entities are not a list'] as const;

export type ResponseFault = (typeof entityFaults)[number];

export function pickResponseFault(isEntityQuery: boolean, seed: number): ResponseFault {
  return pick<ResponseFault>(isEntityQuery ? entityFaults : rootFaults, seed);
}

/**
 * The response in place of one with `data`.
 *
 * @throws TransportFailure when the fault is that there is no response.
 */
export function faultyResponse(fault: ResponseFault, data: JsonObject, seed: number): WireResponse {
  const selected = Object.keys(data);
  const keys = selected.length > 0 ? selected : ['nothing'];
  const withEntities = (change: (entities: readonly unknown[]) => unknown): WireResponse => ({
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
      return pick<WireResponse>([{}, { data: null }, { data: null, errors: [] }, { data: null, errors: 'x' }], seed);
    case 'refused':
      return { data: null, errors: [{ message: 'refused', extensions: { code: 'FORBIDDEN' } }] };
    case 'refused with a path':
      // An error for each key: the executor may have requested it alone.
      return {
        data: null,
        errors: keys.map((each) => ({ message: 'refused at a path', path: [each], extensions: { code: 'NOT_FOUND' } })),
      };
    case 'data is not an object':
      return { data: pick<unknown>(['x', 5, [], true], seed) };
    case 'too few entities':
      return withEntities((entities) => entities.slice(1));
    case 'too many entities':
      return withEntities((entities) => [...entities, pick<unknown>([null, entities[0], {}], seed)]);
    case 'entities are not a list':
      return withEntities(() => pick<unknown>([null, 'x', {}, 0], hash(seed, 'list')));
  }
}

/**
 * Entries of `errors` that lack parts of an error or are no errors at all. An entry with a path is repeated for each key,
 * because the executor may have requested that key alone.
 */
export function malformedErrors(data: unknown, seed: number): unknown[] {
  const keys = isJsonObject(data) ? Object.keys(data) : ['x'];
  const entries: readonly ((key: string) => unknown)[] = [
    () => ({ message: 'without a path' }),
    () => ({ message: 'without a path', path: null, extensions: { code: 'NOT_FOUND', detail: [2n ** 53n + 1n] } }),
    () => null,
    () => 5,
    () => 'text',
    () => [],
    () => ({ message: 5 }),
    (key) => ({ message: 'a path that is not a list', path: key }),
    (key) => ({ message: 'a path with an invalid step', path: [key, null] }),
    () => ({ message: 'a path that does not exist', path: ['nowhere', 3] }),
    (key) => ({ message: outOfRangeMessage, path: [key, 99, 'name'] }),
    (key) => ({ message: 'extensions that are not an object', path: [key], extensions: 'x' }),
    (key) => ({ path: [key] }),
    () => ({}),
  ];
  const count = 1 + (hash(seed, 'count') % 3);
  return Array.from({ length: count }, (_, index) => keys.map(pick(entries, hash(seed, index)))).flat();
}

/** A value of `errors` that is not a list of errors. */
export function invalidErrorList(seed: number): unknown {
  return pick<unknown>(['x', {}, 5, null, [], true, 0], seed);
}
