/** Messages of one socket that may wait for the end of an operation. */
const maxDeferred = 16;

/**
 * The messages of one socket whose operation id belongs to an operation that its client has completed, but that has not ended yet: it is
 * being prepared, or its iterator is closing. graphql-ws finds operations by their ids, so it would take the end of the one for the end of
 * the other, or send the results of both.
 */
export class DeferredMessages {
  #texts: string[] = [];

  /** Keeps a message that has one of the ids until `take`. Returns false for any other, and `full` for one too many. */
  defer(text: string, ids: ReadonlySet<string>): boolean | 'full' {
    if (ids.size === 0 || !ids.has(idOf(text) ?? '')) return false;
    if (this.#texts.length >= maxDeferred) return 'full';
    this.#texts.push(text);
    return true;
  }

  /** Removes and returns the messages, in order. */
  take(): readonly string[] {
    const texts = this.#texts;
    if (texts.length > 0) this.#texts = [];
    return texts;
  }
}

function idOf(text: string): string | null {
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === 'string' ? id : null;
  } catch {
    // graphql-ws closes the socket for it.
    return null;
  }
}
