import type { EntityManager } from '@mikro-orm/postgresql';
import { rateLimited } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { FailedAttempt } from '../../entities/failed-attempt.ts';

export interface AttemptLimit {
  kind: 'OTP' | 'PASSWORD';
  by: { subject: string } | { address: string };
  most: number;
  /** Milliseconds. */
  window: number;
}

/** @throws Refusal RATE_LIMITED, with the time until the oldest failed attempt leaves the window. */
export async function requireAttemptsLeft(
  tx: EntityManager,
  { kind, by, most, window }: AttemptLimit,
  now: Date,
): Promise<void> {
  const since = new Date(now.getTime() - window);
  const where = { kind, ...by, createdAt: { $gt: since } };
  const newest = await tx.find(FailedAttempt, where, { orderBy: { createdAt: 'desc' }, limit: most });
  const oldest = newest.at(-1);
  if (newest.length >= most && oldest) throw rateLimited((oldest.createdAt.getTime() + window - now.getTime()) / 1_000);
}

/** Counts an attempt as failed. */
export function recordFailure(
  tx: EntityManager,
  kind: AttemptLimit['kind'],
  subject: string,
  address: string,
  { now, newId }: EventOrigin,
): FailedAttempt {
  return tx.create(FailedAttempt, { id: newId('fa'), kind, subject, address, createdAt: now, updatedAt: now });
}

/** Removes the attempt from the count. */
export async function forgetFailure(em: EntityManager, { id }: FailedAttempt): Promise<void> {
  await em.nativeDelete(FailedAttempt, { id });
}
