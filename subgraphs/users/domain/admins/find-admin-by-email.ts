import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { Admin } from '../../entities/admin.ts';

/** Finds an admin by email, in any case. Returns null when there is none or the account is deleted. */
export function findAdminByEmail(em: EntityManager, email: string): Promise<Admin | null> {
  return em
    .createQueryBuilder(Admin, 'a')
    .where({ isDeleted: false })
    .andWhere(raw(`lower("a"."email") = lower(?)`, [email.trim()]))
    .getSingleResult();
}
