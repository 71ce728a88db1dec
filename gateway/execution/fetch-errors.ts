import type { GraphQLDataSource, ServiceMap } from '@apollo/gateway';
import { GraphQLError, type GraphQLSchema, isAbstractType } from 'graphql';
import type { SubgraphResponse } from './subgraph-transport.ts';

type Path = readonly (string | number)[];
type Data = Record<string, unknown>;
type SubgraphError = NonNullable<SubgraphResponse['errors']>[number];

interface FailedFetch {
  subgraph: string;
  errors: readonly (SubgraphError | null)[];
  /** Where the fetch belongs; `@` stands for each item of a list. */
  path: Path;
  representations: readonly Data[] | null;
}

/**
 * What the subgraphs' errors of one operation mean to the client. The executor is not told of them: it counts the entities of
 * a mixed list wrongly, and with an error anywhere it keeps to itself what else is missing.
 */
export class FetchErrors {
  readonly #failed: FailedFetch[] = [];
  readonly #roots: Data[] = [];

  /** The services, with their errors kept here. */
  around(services: ServiceMap): ServiceMap {
    return Object.fromEntries(
      Object.entries(services).map(([subgraph, service]) => {
        const process: GraphQLDataSource['process'] = async (options) => {
          const { data, errors } = (await service.process(options)) as SubgraphResponse;
          const { pathInIncomingRequest: path = [] } = options as { pathInIncomingRequest?: Path };
          const representations = (options.request.variables?.representations ?? null) as Data[] | null;
          if (errors) this.#failed.push({ subgraph, errors, path, representations });
          if (data && path.length === 0) this.#roots.push(data);
          return { data } as never;
        };
        return [subgraph, { process }];
      }),
    );
  }

  /** The errors, once the plan has run, each with the client's path and the subgraph's name as `serviceName`. */
  all(supergraph: GraphQLSchema): GraphQLError[] {
    return this.#failed.flatMap((fetch) => {
      const places = fetch.representations ? this.#placesOf(fetch.representations, fetch.path, supergraph) : null;
      return fetch.errors.flatMap((error) =>
        clientPaths(error?.path, fetch.path, places).map(
          (path) =>
            new GraphQLError(error?.message ?? '', {
              ...(path ? { path } : {}),
              extensions: { ...error?.extensions, serviceName: fetch.subgraph },
            }),
        ),
      );
    });
  }

  /** Where each representation's entity is. Entities that were not asked for have none; the order is the same. */
  #placesOf(representations: readonly Data[], path: Path, supergraph: GraphQLSchema): Path[] {
    const [first, ...rest] = path;
    // The executor merges what comes later into what came first.
    const root = this.#roots.map((data) => data[String(first)]).find(Boolean);
    const entities = [...entitiesAt(root, rest, [String(first)])];
    let next = 0;
    return representations.map((representation, index) => {
      const found = entities.findIndex(({ entity }, at) => at >= next && isOf(representation, entity, supergraph));
      next = found < 0 ? next : found + 1;
      return entities[found < 0 ? index : found]?.place ?? [];
    });
  }
}

function clientPaths(path: Path | undefined, fetched: Path, places: readonly Path[] | null): (Path | undefined)[] {
  if (!Array.isArray(path)) return [undefined];
  if (!places) return [[...fetched, ...path]];
  const [, index, ...rest] = path;
  return typeof index === 'number' ? [[...(places[index] ?? []), ...rest]] : [...places];
}

function* entitiesAt(value: unknown, path: Path, place: Path): Iterable<{ place: Path; entity: Data }> {
  if (value === null || value === undefined) return;
  const [head, ...rest] = path;
  if (head === undefined) yield { place, entity: value as Data };
  else if (head !== '@') yield* entitiesAt((value as Data)[head], rest, [...place, head]);
  else for (const [at, item] of (value as unknown[]).entries()) yield* entitiesAt(item, rest, [...place, at]);
}

/** Whether the representation was made of this entity: its keys, and its type, which an interface may stand for. */
function isOf({ __typename: type, ...keys }: Data, entity: Data, supergraph: GraphQLSchema): boolean {
  const sameType =
    entity.__typename === undefined ||
    entity.__typename === type ||
    isAbstractType(typeof type === 'string' ? supergraph.getType(type) : undefined);
  return (
    sameType &&
    Object.entries(keys).every(
      ([name, value]) => typeof value === 'object' || entity[name] === undefined || entity[name] === value,
    )
  );
}
