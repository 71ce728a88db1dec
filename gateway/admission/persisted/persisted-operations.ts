import { LRUCache } from 'lru-cache';
import { isAdmin, type Viewer } from '#contract/viewer.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { PreparedOperation } from '../operation-cache.ts';
import { idOf, nothingPublished, type PublishedOperations } from './manifest.ts';

/** Bytes of the clients' texts in memory, estimated at two a character. */
const maxTextBytes = 32 * 1024 * 1024;
/** Operations that are remembered as reported. */
const maxReported = 10_000;

/**
 * How the gateway uses the published operations. `off`: not at all. `log`: clients send their ids, and other operations run and are
 * reported. `allow`: other operations are refused. `only`: operations are refused that are not requested by id.
 */
export const persistedModes = ['off', 'log', 'allow', 'only'] as const;
export type PersistedMode = (typeof persistedModes)[number];

/** The parameters of a request that name its operation: a text, an id, or both. */
export interface OperationReference {
  query: string | undefined;
  /** The SHA-256 of the text, in hexadecimal. */
  digest: string | undefined;
}

/** The text of an operation, and whether the client named it by the id of a published operation. */
export interface ReferencedText {
  text: string;
  isPublished: boolean;
}

export interface PersistedOperationsOptions {
  mode: PersistedMode;
  /** Called with an operation that is not published: in the mode `log` once, in `allow` and `only` for each request. */
  onUnpublished: (operation: PreparedOperation | null) => void;
}

/**
 * The operations that clients name by their SHA-256. A published one is always known. Of the others the most recently used are cached, as
 * automatic persisted queries: a client sends the text only when the gateway does not know it.
 */
export class PersistedOperations {
  readonly #mode: PersistedMode;
  readonly #onUnpublished: PersistedOperationsOptions['onUnpublished'];
  readonly #texts = new LRUCache<string, string>({
    maxSize: maxTextBytes,
    sizeCalculation: (text, digest) => 2 * text.length + digest.length,
  });
  readonly #reported = new LRUCache<string, true>({ max: maxReported });
  #published = nothingPublished;

  constructor({ mode, onUnpublished }: PersistedOperationsOptions) {
    this.#mode = mode;
    this.#onUnpublished = onUnpublished;
  }

  /** The number of published operations. */
  get published(): number {
    return this.#published.bodies.size;
  }

  /** Replaces the published operations. Requests that have been checked go on. */
  publish(published: PublishedOperations): void {
    this.#published = published;
  }

  /** Returns the text of the operation if every viewer may request it; undefined when that depends on the viewer, or the text is not known. */
  publicTextOf({ query, digest }: OperationReference): string | undefined {
    const published = digest === undefined ? undefined : this.#published.bodies.get(digest);
    if (published !== undefined || this.#mode === 'only') return published;
    return query ?? (digest === undefined ? undefined : this.#texts.get(digest));
  }

  /**
   * Returns the text of the operation.
   *
   * @throws Refusal PERSISTED_QUERY_NOT_FOUND when the client must send the text; BAD_REQUEST when text and digest differ;
   * OPERATION_NOT_ALLOWED when only published operations run, and this is none. Admins run any operation.
   */
  textOf({ query, digest }: OperationReference, viewer: Viewer | null): ReferencedText {
    if (digest !== undefined && query !== undefined && idOf(query) !== digest) {
      throw new Refusal('BAD_REQUEST', {}, 'digest');
    }
    const published = digest === undefined ? undefined : this.#published.bodies.get(digest);
    if (published !== undefined) return { text: published, isPublished: true };
    const isUnrestricted = this.#mode !== 'only' || isAdmin(viewer);
    if (query === undefined) {
      const text = digest !== undefined && isUnrestricted ? this.#texts.get(digest) : undefined;
      if (text === undefined) throw new Refusal('PERSISTED_QUERY_NOT_FOUND');
      return { text, isPublished: false };
    }
    if (!isUnrestricted) this.#refuse(null);
    if (digest !== undefined) this.#texts.set(digest, query);
    return { text: query, isPublished: false };
  }

  /**
   * Checks an operation that was not named by the id of a published one.
   *
   * @throws Refusal OPERATION_NOT_ALLOWED when only published operations run, and this is none. Admins run any operation.
   */
  check(operation: PreparedOperation, viewer: Viewer | null): void {
    if (this.#mode === 'off' || this.#published.signatures.has(operation.signature)) return;
    if (this.#mode === 'log') this.#report(operation);
    else if (!isAdmin(viewer)) this.#refuse(operation);
  }

  #report(operation: PreparedOperation): void {
    const { signature } = operation;
    if (this.#reported.has(signature)) return;
    this.#reported.set(signature, true);
    this.#onUnpublished(operation);
  }

  #refuse(operation: PreparedOperation | null): never {
    this.#onUnpublished(operation);
    throw new Refusal('OPERATION_NOT_ALLOWED', {}, 'unpublished');
  }
}
