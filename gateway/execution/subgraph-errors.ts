import { GraphQLError } from 'graphql';
import { withoutStack } from '#platform/errors/without-stack.ts';
import { withRawIntegers } from '#platform/lossless-json.ts';
import { isJsonObject, type JsonObject, type Path } from '../graphql/json-object.ts';
import type { SubgraphResponse, TransportFailure } from '../upstream/subgraph-response.ts';

/** An error of a subgraph's response, with the parts that are well formed. */
export interface SubgraphError {
  message: string;
  path: Path | null;
  extensions: JsonObject;
}

/** Reads the errors of a response. Parts that are not well formed are left out. */
export function errorsOf({ errors }: SubgraphResponse): SubgraphError[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const { message, path, extensions } = isJsonObject(error) ? error : {};
    return {
      message: typeof message === 'string' ? message : '',
      path: isPath(path) ? path : null,
      extensions: isJsonObject(extensions) ? (withRawIntegers(extensions) as JsonObject) : {},
    };
  });
}

function isPath(value: unknown): value is Path {
  return Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number');
}

/** A subgraph's error at the client's path. An error without a path belongs to the whole response. */
export function placedError(subgraph: string, { message, extensions }: SubgraphError, path: Path | null): GraphQLError {
  return withoutStack(
    () => new GraphQLError(message, { ...at(path), extensions: { ...extensions, serviceName: subgraph } }),
  );
}

/** The error of a subgraph whose response does not fit the query. */
export function unusable(subgraph: string, message: string, path: Path): GraphQLError {
  return new GraphQLError(message, { ...at(path), extensions: { serviceName: subgraph } });
}

/** The error of a subgraph that did not respond. The gateway writes its message, in the client's language. */
export function noResponse(subgraph: string, { code }: TransportFailure, path: Path): GraphQLError {
  return new GraphQLError(code, { ...at(path), extensions: { code, subgraph } });
}

const at = (path: Path | null) => (path ? { path: [...path] } : {});

/** The paths of a result's errors, and of fields that other errors nulled. */
export class ErrorPaths {
  readonly #root = new ErrorPathNode();

  constructor(errors: readonly GraphQLError[], nulled: readonly Path[]) {
    for (const path of [...errors.map((error) => error.path), ...nulled]) {
      let node = this.#root;
      for (const step of path ?? []) node = node.below(step);
      node.isError = true;
    }
  }

  /** Whether an error at the path, above it or below it, or one without a path, explains a null there. */
  explain(path: Path): boolean {
    let node: ErrorPathNode | undefined = this.#root;
    for (const step of path) {
      if (node.isError) return true;
      node = node.steps.get(step);
      if (!node) return false;
    }
    return true;
  }
}

class ErrorPathNode {
  isError = false;
  readonly steps = new Map<string | number, ErrorPathNode>();

  below(step: string | number): ErrorPathNode {
    let node = this.steps.get(step);
    if (!node) {
      node = new ErrorPathNode();
      this.steps.set(step, node);
    }
    return node;
  }
}
