import { GraphQLError } from 'graphql';
import { type Data, isData, type Path } from '../graphql/json-object.ts';
import type { SubgraphResponse, TransportFailure } from '../upstream/transport.ts';

/** One error of a subgraph's answer, as far as it is one. */
export interface SubgraphError {
  message: string;
  path: Path | null;
  extensions: Data;
}

/** The errors of an answer, whatever the subgraph wrote for them. */
export function errorsOf({ errors }: SubgraphResponse): SubgraphError[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const { message, path, extensions } = isData(error) ? error : {};
    return {
      message: typeof message === 'string' ? message : '',
      path: isPath(path) ? path : null,
      extensions: isData(extensions) ? extensions : {},
    };
  });
}

function isPath(value: unknown): value is Path {
  return Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number');
}

/** A subgraph's error as the client gets it. Without a path it is of the whole answer. */
export function placedError(subgraph: string, { message, extensions }: SubgraphError, path: Path | null): GraphQLError {
  return new GraphQLError(message, { ...at(path), extensions: { ...extensions, serviceName: subgraph } });
}

/** That a subgraph sent something that is no answer to what it was asked. */
export function unusable(subgraph: string, message: string, path: Path): GraphQLError {
  return new GraphQLError(message, { ...at(path), extensions: { serviceName: subgraph } });
}

/** That there is no answer. It is ours to tell, in the client's language. */
export function noAnswer(subgraph: string, { code }: TransportFailure, path: Path): GraphQLError {
  return new GraphQLError(code, { ...at(path), extensions: { code, subgraph } });
}

const at = (path: Path | null) => (path ? { path: [...path] } : {});

/** The places of which errors tell, to know whether a null is explained. */
export class ToldPlaces {
  readonly #root = new Told();

  constructor(errors: readonly GraphQLError[]) {
    for (const { path } of errors) {
      let told = this.#root;
      for (const step of path ?? []) told = told.below(step);
      told.whole = true;
    }
  }

  /** Whether there is an error at the place, above it or below it, or one that tells no place. */
  explain(path: Path): boolean {
    let told: Told | undefined = this.#root;
    for (const step of path) {
      if (told.whole) return true;
      told = told.steps.get(step);
      if (!told) return false;
    }
    return true;
  }
}

class Told {
  whole = false;
  readonly steps = new Map<string | number, Told>();

  below(step: string | number): Told {
    let told = this.steps.get(step);
    if (!told) {
      told = new Told();
      this.steps.set(step, told);
    }
    return told;
  }
}
