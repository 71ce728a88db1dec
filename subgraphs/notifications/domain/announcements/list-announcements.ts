import type { EntityManager } from '@mikro-orm/postgresql';
import { type Connection, type KeysetOrder, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { Announcement } from '../../entities/announcement.ts';

export type AnnouncementPage = Connection<Announcement>;

/** Newest first: ids sort by time. */
const newestAnnouncements: KeysetOrder<Announcement> = {
  name: 'announcements.newest',
  direction: 'desc',
  by: [{ property: 'id', kind: 'id' }],
};

/**
 * Lists all announcements. The schema restricts it to admins.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export function listAnnouncements(em: EntityManager, page: PageInput): Promise<AnnouncementPage> {
  return keysetPage(em, { entity: Announcement, where: [] }, newestAnnouncements, page);
}
