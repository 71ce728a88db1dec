import type { EntityManager } from '@mikro-orm/postgresql';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '#platform/clock.ts';
import { findApplication } from '../domain/applications/find-application.ts';
import { sha256 } from '../domain/secrets.ts';
import { consumeState, stateId } from '../domain/sign-in/oauth-states.ts';
import { OAuthState } from '../entities/oauth-state.ts';
import { clientMetadata } from './client-metadata.ts';
import { parseSubject } from './subject.ts';

/** Stores the OAuth library's states of one kind. Identifiers are stored as hashes, so that nobody can use a row's. */
export class StateStore implements Adapter {
  readonly #kind: string;
  readonly #em: EntityManager;
  readonly #clock: Clock;

  constructor(kind: string, em: EntityManager, clock: Clock) {
    this.#kind = kind;
    this.#em = em;
    this.#clock = clock;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    await this.#em.fork().upsert(OAuthState, { id: stateId(this.#kind, id), ...this.#row(payload, expiresIn) });
  }

  /** As `upsert`, for a state that was read: one that was deleted since then stays deleted. */
  async update(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    await this.#em.fork().nativeUpdate(OAuthState, { id: stateId(this.#kind, id) }, this.#row(payload, expiresIn));
  }

  #row(payload: AdapterPayload, expiresIn: number) {
    const { uid, grantId, accountId } = payload;
    return {
      payload: payload as Record<string, unknown>,
      uidHash: uid ? sha256(uid) : null,
      grantHash: grantId ? sha256(grantId) : null,
      accountId: accountId ? parseSubject(accountId).accountId : null,
      expiresAt: new Date(this.#clock.now().getTime() + expiresIn * 1_000),
    };
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.#read({ id: stateId(this.#kind, id) });
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#read({ uidHash: sha256(uid) });
  }

  async #read(where: { id: string } | { uidHash: string }): Promise<AdapterPayload | undefined> {
    const row = await this.#em.fork().findOne(OAuthState, { ...where, expiresAt: { $gt: this.#clock.now() } });
    if (!row) return undefined;
    const consumed = row.consumedAt ? { consumed: Math.floor(row.consumedAt.getTime() / 1_000) } : {};
    return { ...(row.payload as AdapterPayload), ...consumed };
  }

  /** The device flow is not offered. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    await consumeState(this.#em.fork(), stateId(this.#kind, id), this.#clock.now());
  }

  async destroy(id: string): Promise<void> {
    await this.#em.fork().nativeDelete(OAuthState, { id: stateId(this.#kind, id) });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#em.fork().nativeDelete(OAuthState, { grantHash: sha256(grantId) });
  }
}

/** Reads applications as the library's clients. Only `registerOAuthApplication` writes them. */
export class ClientStore implements Adapter {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async find(clientId: string): Promise<AdapterPayload | undefined> {
    const application = await findApplication(this.#em.fork(), clientId);
    return application ? (clientMetadata(application) as AdapterPayload) : undefined;
  }

  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async upsert(): Promise<void> {}
  async consume(): Promise<void> {}
  async destroy(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
}
