import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { Admin } from '../../entities/admin.ts';

/** The admin whose email this is, however it is spelled; null when there is none, or none any more. */
export function findAdminByEmail(em: EntityManager, email: string): Promise<Admin | null> {
  return em
    .createQueryBuilder(Admin, 'a')
    .where({ isDeleted: false })
    .andWhere(raw(`lower("a"."email") = lower(?)`, [email.trim()]))
    .getSingleResult();
}
