import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { ageKeys, type KeyRing, openKeyRing } from './signing-keys.ts';

/** The keys as they were when the database was last looked at: rotated without a restart. */
export class LivingKeyRing implements KeyRing {
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

  static async open(em: EntityManager, secret: string, origin: () => EventOrigin): Promise<LivingKeyRing> {
    return new LivingKeyRing(em, secret, origin, await openKeyRing(em.fork(), secret, origin()));
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

  /** Does what time asks for, and takes up what any instance has done. */
  async renew(): Promise<void> {
    await ageKeys(this.#em.fork(), this.#secret, this.#origin());
    this.#ring = await openKeyRing(this.#em.fork(), this.#secret, this.#origin());
  }
}
