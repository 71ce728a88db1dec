import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Refusal } from '#platform/errors/refusal.ts';
import { limits } from '#platform/limits.ts';

/**
 * Automatic persisted queries: a client sends the SHA-256 of a query alone, and the text only where nobody has sent it
 * before. Those last used are kept, up to a size.
 */
export class PersistedQueries {
  readonly #texts = new LRUCache<string, string>({
    maxSize: limits.persistedQueryBytes,
    sizeCalculation: (text, digest) => 2 * text.length + digest.length,
  });

  /**
   * The text of the query with this digest, in hexadecimal; kept where the client sends it. Throws
   * PERSISTED_QUERY_NOT_FOUND where the client has to, and BAD_REQUEST where the two don't belong together.
   */
  textOf(digest: string, text: string | undefined): string {
    if (text === undefined) {
      const kept = this.#texts.get(digest);
      if (kept === undefined) throw new Refusal('PERSISTED_QUERY_NOT_FOUND');
      return kept;
    }
    if (hash('sha256', text) !== digest) throw new Refusal('BAD_REQUEST');
    this.#texts.set(digest, text);
    return text;
  }
}
