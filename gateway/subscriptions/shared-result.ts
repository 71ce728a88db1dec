/**
 * Encodings that a result keeps. The keys of WebSockets' frames are lengths of operations' ids, which clients choose: each could otherwise
 * have a copy of every result kept.
 */
const maxEncodings = 8;

/** A subscription's result as JSON, which is serialised once for any number of subscribers. */
export class SharedResult {
  readonly json: string;
  /** Whether a part is missing because a subgraph failed, so that a later execution may have it. */
  readonly isIncomplete: boolean;
  #bytes: Buffer | undefined;
  readonly #encodings = new Map<unknown, Buffer>();

  constructor(json: string, { isIncomplete = false }: { isIncomplete?: boolean } = {}) {
    this.json = json;
    this.isIncomplete = isIncomplete;
  }

  /** The JSON in UTF-8. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.json);
    return this.#bytes;
  }

  /**
   * Returns what `encode` returned for this key. Calls `encode` on the first use of the key, and
   * again where it is one of too many. Callers must not change the buffer.
   */
  encoded(key: unknown, encode: (result: SharedResult) => Buffer): Buffer {
    let encoding = this.#encodings.get(key);
    if (!encoding) {
      encoding = encode(this);
      if (this.#encodings.size < maxEncodings) this.#encodings.set(key, encoding);
    }
    return encoding;
  }
}
