import type { EntityManager } from '@mikro-orm/postgresql';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '#platform/clock.ts';
import { sha256 } from '../domain/secrets.ts';
import { OAuthApplication } from '../entities/oauth-application.ts';
import { OAuthState } from '../entities/oauth-state.ts';
import { clientMetadata } from './client-metadata.ts';
import { subjectFrom } from './subject.ts';

const rowId = (kind: string, id: string): string => `${kind} ${sha256(id)}`;

/** Of the library's states those of one kind: each by the hash of its identifier, so that whoever reads the table can use none. */
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
    const { uid, grantId, accountId } = payload;
    await this.#em.fork().upsert(OAuthState, {
      id: rowId(this.#kind, id),
      payload: payload as Record<string, unknown>,
      uidHash: uid ? sha256(uid) : null,
      grantHash: grantId ? sha256(grantId) : null,
      accountId: accountId ? subjectFrom(accountId).accountId : null,
      expiresAt: new Date(this.#clock.now().getTime() + expiresIn * 1_000),
    });
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.#read({ id: rowId(this.#kind, id) });
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

  /** There is no device flow. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    await consumeCode(this.#em.fork(), id, this.#clock.now(), this.#kind);
  }

  async destroy(id: string): Promise<void> {
    await this.#em.fork().nativeDelete(OAuthState, { id: rowId(this.#kind, id) });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#em.fork().nativeDelete(OAuthState, { grantHash: sha256(grantId) });
  }
}

/** Uses an authorization code up. False where it was used before: of two at the same instant one wins. */
export async function consumeCode(
  em: EntityManager,
  code: string,
  now: Date,
  kind = 'AuthorizationCode',
): Promise<boolean> {
  const where = { id: rowId(kind, code), consumedAt: null };
  return (await em.nativeUpdate(OAuthState, where, { consumedAt: now })) === 1;
}

/** Keeps which session a code was exchanged for. */
export async function keepSessionOfCode(em: EntityManager, code: string, sessionId: string): Promise<void> {
  await em.nativeUpdate(OAuthState, { id: rowId('AuthorizationCode', code) }, { sessionId });
}

/** The session that a code was exchanged for; null where it was not, or is forgotten. */
export async function sessionOfCode(em: EntityManager, code: string): Promise<string | null> {
  const state = await em.findOne(OAuthState, { id: rowId('AuthorizationCode', code) });
  return state?.sessionId ?? null;
}

/** The applications, as the library reads its clients: they are registered by our own mutation alone. */
export class ClientStore implements Adapter {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async find(clientId: string): Promise<AdapterPayload | undefined> {
    const application = await this.#em.fork().findOne(OAuthApplication, { clientId });
    return application ? (clientMetadata(application) as AdapterPayload) : undefined;
  }

  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async upsert(): Promise<void> {}
  async consume(): Promise<void> {}
  async destroy(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
}
