import { GraphQLError } from 'graphql';
import { withoutStack } from '#platform/errors/without-stack.ts';

/** The state of shaping one response: the current path, and the errors so far. */
export class Shaping {
  readonly path: (string | number)[] = [];
  readonly variables: Readonly<Record<string, unknown>>;
  /** The errors of values that are not of their type. */
  readonly invalid: GraphQLError[] = [];
  /** The errors of nulls in non-null positions. */
  readonly missing: GraphQLError[] = [];

  constructor(variables: Readonly<Record<string, unknown>>) {
    this.variables = variables;
  }

  /** Reports a value that is not of its type. Returns the null that replaces it. */
  refuse(message: string): null {
    this.invalid.push(this.#error(message));
    return null;
  }

  /** Reports a null in a non-null position. */
  miss(message: string): void {
    this.missing.push(this.#error(message));
  }

  #error(message: string): GraphQLError {
    return withoutStack(() => new GraphQLError(message, { path: [...this.path] }));
  }
}
