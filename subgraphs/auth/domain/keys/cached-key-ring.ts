import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { ageKeys, type KeyRing, openKeyRing } from './signing-keys.ts';

/** The keys as the last refresh read them from the database: they rotate without a restart. */
export class CachedKeyRing implements KeyRing {
  readonly #em: EntityManager;
  readonly #secret: string;
  readonly #context: () => ActionContext;
  #ring: KeyRing;

  private constructor(em: EntityManager, secret: string, context: () => ActionContext, ring: KeyRing) {
    this.#em = em;
    this.#secret = secret;
    this.#context = context;
    this.#ring = ring;
  }

  static async open(em: EntityManager, secret: string, context: () => ActionContext): Promise<CachedKeyRing> {
    return new CachedKeyRing(em, secret, context, await openKeyRing(em.fork(), secret, context()));
  }

  get kid() {
    return this.#ring.kid;
  }

  get privateKey() {
    return this.#ring.privateKey;
  }

  get algorithm() {
    return this.#ring.algorithm;
  }

  get publicJwks() {
    return this.#ring.publicJwks;
  }

  /** Ages the keys, and reads what this or another instance changed. */
  async refresh(): Promise<void> {
    await ageKeys(this.#em.fork(), this.#secret, this.#context());
    this.#ring = await openKeyRing(this.#em.fork(), this.#secret, this.#context());
  }
}
