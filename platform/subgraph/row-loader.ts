import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { repeatRead } from '../database/repeat-read.ts';

/** Keys that one statement reads. */
export const maxBatch = 1_000;

/** Reads rows by their keys in one statement. */
export type BatchLoad<Key, Row> = (em: EntityManager, keys: readonly Key[]) => Promise<Map<Key, Row>>;

/** Loads rows by their keys, in batches, and each once. */
export class RowLoader {
  readonly #em: () => EntityManager;
  readonly #pauses: readonly number[];
  readonly #loaders = new Map<unknown, DataLoader<unknown, unknown>>();

  /** Repeats a failed read after each of the pauses, in milliseconds. By default it fails at once. */
  constructor(em: () => EntityManager, pauses: readonly number[] = []) {
    this.#em = em;
    this.#pauses = pauses;
  }

  /** Loads a row by its key, or null. Loads with the same `batch` in the same tick share a statement. A load that fails is repeated by the next. */
  async load<Key, Row>(batch: BatchLoad<Key, Row>, key: Key): Promise<Row | null> {
    const loader = this.#loaderOf(batch as BatchLoad<unknown, unknown>);
    try {
      return (await loader.load(key)) as Row | null;
    } catch (error) {
      loader.clear(key);
      throw error;
    }
  }

  #loaderOf(batch: BatchLoad<unknown, unknown>): DataLoader<unknown, unknown> {
    const known = this.#loaders.get(batch);
    if (known) return known;
    const load = async (keys: readonly unknown[]) => {
      const rows = await repeatRead(() => batch(this.#em(), keys), this.#pauses);
      return keys.map((key) => rows.get(key) ?? null);
    };
    const loader = new DataLoader(load, { maxBatchSize: maxBatch });
    this.#loaders.set(batch, loader);
    return loader;
  }
}
