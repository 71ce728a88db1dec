import type { EntityManager } from '@mikro-orm/postgresql';
import { isUsable } from '../../entities/account.ts';
import type { Admin } from '../../entities/admin.ts';
import { findAdminByEmail } from './find-admin-by-email.ts';
import { verifyPassword } from './passwords.ts';

export interface Credentials {
  email: string;
  password: string;
}

/** Finds the active admin with this email and password. Returns null for any mismatch, always after the same time. */
export async function findAdminByPassword(em: EntityManager, { email, password }: Credentials): Promise<Admin | null> {
  const admin = await findAdminByEmail(em, email);
  const matches = await verifyPassword(admin?.passwordHash ?? null, password);
  return admin && matches && isUsable(admin) ? admin : null;
}
