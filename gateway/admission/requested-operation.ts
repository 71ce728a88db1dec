import type { GraphQLError } from 'graphql';
import type { Viewer } from '#contract/viewer.ts';
import { PreparedOperation } from './operation-cache.ts';
import type { OperationReference, PersistedOperations } from './persisted/persisted-operations.ts';

type Prepared = PreparedOperation | readonly GraphQLError[];

/** The operation that a request names. It is prepared before the viewer is known where it does not depend on that. */
export class RequestedOperation {
  readonly #reference: OperationReference;
  readonly #persisted: PersistedOperations;
  readonly #prepare: (text: string) => Prepared;
  readonly #prepared: Prepared | undefined;

  constructor(
    reference: OperationReference,
    persisted: PersistedOperations,
    /** Returns errors for an invalid operation. */
    prepare: (text: string) => Prepared,
  ) {
    this.#reference = reference;
    this.#persisted = persisted;
    this.#prepare = prepare;
    const text = persisted.publicTextOf(reference);
    this.#prepared = text === undefined ? undefined : prepare(text);
  }

  /** Whether it does nothing but sign in, and so needs no valid token. */
  get isSignIn(): boolean {
    return this.#prepared instanceof PreparedOperation && this.#prepared.isSignIn;
  }

  /**
   * Returns the operation, or the errors of an invalid one.
   *
   * @throws Refusal as `PersistedOperations.textOf` and `check` do.
   */
  for(viewer: Viewer | null): Prepared {
    const { text, isPublished } = this.#persisted.textOf(this.#reference, viewer);
    const prepared = this.#prepared ?? this.#prepare(text);
    if (prepared instanceof PreparedOperation && !isPublished) this.#persisted.check(prepared, viewer);
    return prepared;
  }
}
