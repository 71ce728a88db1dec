import type { EntityManager } from '@mikro-orm/postgresql';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { optionalText, requireText } from '#platform/text.ts';
import { Admin, adminEmailUnique } from '../../entities/admin.ts';
import { accountCreatedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import type { Passwords } from './passwords.ts';

/** Characters. */
const minPasswordLength = 8;
const maxPasswordLength = 200;

export interface CreateAdmin extends ActionContext {
  email: string;
  password: string;
  fullName?: string | null | undefined;
  passwords: Pick<Passwords, 'hash'>;
}

/**
 * Creates an admin and publishes `account-created`. It checks no permission: the schema restricts the mutation to admins, and an
 * operator creates the first admin from the command line.
 *
 * @throws Refusal BAD_USER_INPUT, EMAIL_TAKEN, RATE_LIMITED when too many passwords wait to be hashed.
 */
export async function createAdmin(em: EntityManager, input: CreateAdmin): Promise<Admin> {
  const { now, newId, passwords } = input;
  const email = requireEmail(input.email);
  const fullName = optionalText(input.fullName, 'fullName', 256);
  const passwordHash = await passwords.hash(requirePassword(input.password));
  try {
    return await em.transactional(async (tx) => {
      const row = { id: newId('a'), email, fullName, passwordHash, createdAt: now, updatedAt: now };
      const admin = tx.create(Admin, row);
      appendToOutbox(tx, accountCreatedEvent(admin, input));
      const fields = ['email' as const, 'password' as const, ...(fullName === null ? [] : ['fullName' as const])];
      recordChange(tx, { action: 'account.created', subjectId: admin.id, fields }, input);
      await tx.flush();
      return admin;
    });
  } catch (error) {
    if (constraintOf(error) === adminEmailUnique) throw new Refusal('EMAIL_TAKEN');
    throw error;
  }
}

function requireEmail(value: string): string {
  const email = requireText(value, 'email', 256);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw badUserInput('email');
  return email;
}

function requirePassword(password: string): string {
  const { length } = [...password];
  if (length < minPasswordLength) throw badUserInput('password');
  if (length > maxPasswordLength) throw badUserInput('password', 'tooLong');
  return password;
}
