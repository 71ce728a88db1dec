import { GraphQLError } from 'graphql';

/** The shaping of one answer: where it is, and what it found wrong. */
export class Shaping {
  readonly path: (string | number)[] = [];
  readonly variables: Readonly<Record<string, unknown>>;
  /** Values that are none of their type. */
  readonly invalid: GraphQLError[] = [];
  /** Nulls where none may be. */
  readonly missing: GraphQLError[] = [];

  constructor(variables: Readonly<Record<string, unknown>>) {
    this.variables = variables;
  }

  /** Tells of a value that is none of its type; a null stands for it. */
  refuse(message: string): null {
    this.invalid.push(this.#error(message));
    return null;
  }

  miss(message: string): void {
    this.missing.push(this.#error(message));
  }

  #error(message: string): GraphQLError {
    return new GraphQLError(message, { path: [...this.path] });
  }
}
