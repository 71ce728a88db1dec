import type { ExecutionResult, GraphQLError } from 'graphql';

/** The result of a run that several callers get. None may change it. */
export class SharedResult implements ExecutionResult {
  readonly data: ExecutionResult['data'];
  readonly errors: readonly GraphQLError[] | undefined;
  /** That of the span whose trace has the run. */
  readonly traceparent: string | undefined;
  #json: string | undefined;
  #body: Buffer | undefined;

  constructor({ data, errors }: ExecutionResult, traceparent?: string) {
    this.data = data;
    this.errors = errors;
    this.traceparent = traceparent;
  }

  /** The JSON of the data, which is written once for all callers. */
  get json(): string {
    this.#json ??= JSON.stringify(this.data);
    return this.#json;
  }

  /** The bytes of the response to each caller; null when its errors, which are those of one caller, are a part of it. */
  get body(): Buffer | null {
    if (this.errors || this.data === undefined) return null;
    this.#body ??= Buffer.from(`{"data":${JSON.stringify(this.data)}}`);
    return this.#body;
  }
}
