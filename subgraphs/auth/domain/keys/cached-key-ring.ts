import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { ageKeys, type KeyRing, openKeyRing } from './signing-keys.ts';

/** The keys as the last refresh read them from the database: they rotate without a restart. */
export class CachedKeyRing implements KeyRing {
  readonly #em: EntityManager;
  readonly #secret: string;
  readonly #origin: () => EventOrigin;
  #ring: KeyRing;

  private constructor(em: EntityManager, secret: string, origin: () => EventOrigin, ring: KeyRing) {
    this.#em = em;
    this.#secret = secret;
    this.#origin = origin;
    this.#ring = ring;
  }

  static async open(em: EntityManager, secret: string, origin: () => EventOrigin): Promise<CachedKeyRing> {
    return new CachedKeyRing(em, secret, origin, await openKeyRing(em.fork(), secret, origin()));
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
    await ageKeys(this.#em.fork(), this.#secret, this.#origin());
    this.#ring = await openKeyRing(this.#em.fork(), this.#secret, this.#origin());
  }
}
