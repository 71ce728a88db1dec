import type { EntityManager } from '@mikro-orm/postgresql';
import { restartPauses } from '../database/repeat-read.ts';
import { RowLoader } from './row-loader.ts';

/**
 * A loader for each event of a live feed, which all subscribers to the event share: they read its rows once among them. Shared rows are
 * for reading alone, and what a viewer may see of them is decided for each viewer. A loader is kept as long as its event.
 */
export class EventLoaders {
  readonly #em: EntityManager;
  readonly #loaders = new WeakMap<object, RowLoader>();

  constructor(em: EntityManager) {
    this.#em = em;
  }

  of(event: object): RowLoader {
    const known = this.#loaders.get(event);
    if (known) return known;
    // A unit of work that is never flushed. A failed read is repeated: nobody would send the event again.
    const em = this.#em.fork();
    const loader = new RowLoader(() => em, restartPauses);
    this.#loaders.set(event, loader);
    return loader;
  }
}
