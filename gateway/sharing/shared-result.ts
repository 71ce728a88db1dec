import { createHash } from 'node:crypto';
import type { ExecutionResult, GraphQLError } from 'graphql';

/** Characters of a response from which on Node sends bytes for less than it encodes a text. */
const encodedOnceLength = 16_384;

/** The result of a run that several callers get. None may change it. */
export class SharedResult implements ExecutionResult {
  readonly data: ExecutionResult['data'];
  readonly errors: readonly GraphQLError[] | undefined;
  /** That of the span whose trace has the run. */
  readonly traceparent: string | undefined;
  #json: string | undefined;
  #bytes: Buffer | undefined;
  #etag: string | undefined;

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

  /**
   * The response to each caller, or null when its errors, which are those of one caller, are a part of it. It is encoded once for all callers where
   * that pays: for those to which it is sent compressed, and when it is large.
   */
  bodyFor({ isCompressed }: { isCompressed: boolean }): string | Buffer | null {
    if (this.errors || this.data === undefined) return null;
    if (!isCompressed && this.json.length < encodedOnceLength) return this.#text;
    this.#bytes ??= Buffer.from(this.#text);
    return this.#bytes;
  }

  /** Identifies the data (RFC 9110, 8.8.3). */
  get etag(): string {
    this.#etag ??= `W/"${createHash('sha256').update(this.json).digest('base64url')}"`;
    return this.#etag;
  }

  get #text(): string {
    return `{"data":${this.json}}`;
  }
}
