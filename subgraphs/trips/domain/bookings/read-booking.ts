import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { requireId } from '#platform/ids.ts';
import { SeatBooking } from '../../entities/seat-booking.ts';
import { mayReadBooking } from '../permissions.ts';

/**
 * Reads a booking with its trip. Returns null when there is none or the viewer may not read it.
 *
 * @throws Refusal BAD_USER_INPUT when the id is not a booking's.
 */
export async function readBooking(em: EntityManager, viewer: Viewer | null, id: string): Promise<SeatBooking | null> {
  const booking = await em.findOne(SeatBooking, { id: requireId(id, 'id', 'b') }, { populate: ['trip'] });
  return booking && mayReadBooking(viewer, booking) ? booking : null;
}
