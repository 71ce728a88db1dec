import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Refusal } from '#platform/errors/refusal.ts';

/** Bytes of texts in memory, estimated at two a character. */
const maxTextBytes = 32 * 1024 * 1024;

/**
 * Automatic persisted queries: a client sends the SHA-256 of a query instead of its text, and the text only when the gateway does
 * not know it. Caches the most recently used texts.
 */
export class PersistedOperations {
  readonly #texts = new LRUCache<string, string>({
    maxSize: maxTextBytes,
    sizeCalculation: (text, digest) => 2 * text.length + digest.length,
  });

  /**
   * Returns the text of the query with this SHA-256, in hexadecimal, and caches a text that the client sends.
   *
   * @throws Refusal PERSISTED_QUERY_NOT_FOUND when the client must send the text; BAD_REQUEST when text and digest differ.
   */
  textOf(digest: string, text: string | undefined): string {
    if (text === undefined) {
      const cached = this.#texts.get(digest);
      if (cached === undefined) throw new Refusal('PERSISTED_QUERY_NOT_FOUND');
      return cached;
    }
    if (hash('sha256', text) !== digest) throw new Refusal('BAD_REQUEST');
    this.#texts.set(digest, text);
    return text;
  }
}
