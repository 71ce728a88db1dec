import type { EntityManager } from '@mikro-orm/postgresql';
import { isUsable } from '../../entities/account.ts';
import type { Admin } from '../../entities/admin.ts';
import { findAdminByEmail } from './find-admin-by-email.ts';
import type { Passwords } from './passwords.ts';

export interface FindAdminByPassword {
  email: string;
  password: string;
  passwords: Passwords;
}

/**
 * Finds the active admin with this email and password. Returns null for any mismatch, always after the same work. It holds no
 * connection to the database while the password is hashed.
 *
 * @throws Refusal RATE_LIMITED when too many passwords wait to be hashed, whether the email exists or not.
 */
export async function findAdminByPassword(
  em: EntityManager,
  { email, password, passwords }: FindAdminByPassword,
): Promise<Admin | null> {
  const admin = await findAdminByEmail(em, email);
  const matches = await passwords.verify(admin?.passwordHash ?? null, password);
  return admin && matches && isUsable(admin) ? admin : null;
}
