import { type EntityManager, sql } from '@mikro-orm/postgresql';
import { auditActions } from '#contract/audit.ts';
import type { Sql } from '#platform/database/keyset-query.ts';
import { badUserInput } from '#platform/errors/refusal.ts';
import { type Connection, type KeysetOrder, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { requireText } from '#platform/text.ts';
import { AuditEntry } from '../../entities/audit-entry.ts';

export type AuditLogPage = Connection<AuditEntry>;

/** An entry meets all of these conditions. */
export interface AuditLogFilter {
  actorId?: string | null | undefined;
  subjectId?: string | null | undefined;
  action?: string | null | undefined;
  after?: Date | null | undefined;
  before?: Date | null | undefined;
}

/** Characters of an id, as the column has them. */
const maxIdLength = 50;

const newestEntries: KeysetOrder<AuditEntry> = {
  name: 'audit.newest',
  direction: 'desc',
  by: [
    { property: 'createdAt', kind: 'instant' },
    { property: 'id', kind: 'id' },
  ],
};

/**
 * Lists the audit log, newest first. The schema restricts it to admins.
 *
 * @throws Refusal BAD_USER_INPUT, also for an action that is not on the list.
 */
export async function listAuditEntries(
  em: EntityManager,
  filter: AuditLogFilter | null | undefined,
  page: PageInput,
): Promise<AuditLogPage> {
  return keysetPage(em, { entity: AuditEntry, where: conditionsOf(filter ?? {}) }, newestEntries, page);
}

function conditionsOf({ actorId, subjectId, action, after, before }: AuditLogFilter): Sql[] {
  if (action != null && !auditActions.some((known) => known === action)) throw badUserInput('action');
  return [
    ...(actorId == null ? [] : [sql`actor_id = ${requireText(actorId, 'actorId', maxIdLength)}`]),
    ...(subjectId == null ? [] : [sql`subject_id = ${requireText(subjectId, 'subjectId', maxIdLength)}`]),
    ...(action == null ? [] : [sql`action = ${action}`]),
    ...(after == null ? [] : [sql`created_at > ${after}`]),
    ...(before == null ? [] : [sql`created_at < ${before}`]),
  ];
}
