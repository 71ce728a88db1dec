import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { optionalText, requireText } from '#platform/text.ts';
import type { Trip } from '../../entities/trip.ts';
import { TripStop } from '../../entities/trip-stop.ts';

const maxStops = 50;

export interface StopInput {
  location: string;
  stopTime?: Date | null | undefined;
  description?: string | null | undefined;
}

export interface CheckedStop {
  location: string;
  stopTimeUtc: Date | null;
  description: string | null;
}

/** @throws Refusal BAD_USER_INPUT */
export function checkStops(stops: readonly StopInput[]): CheckedStop[] {
  if (stops.length > maxStops) throw badUserInput('stops');
  return stops.map(({ location, stopTime, description }) => ({
    location: requireText(location, 'location', 200),
    stopTimeUtc: stopTime ?? null,
    description: optionalText(description, 'description', 1000),
  }));
}

/** Adds stops in route order, numbered from 1. */
export function addStops(
  tx: EntityManager,
  trip: Trip,
  stops: readonly CheckedStop[],
  { now, newId }: EventOrigin,
): void {
  for (const [at, stop] of stops.entries()) {
    tx.create(TripStop, { id: newId('ts'), trip, ...stop, stopOrder: at + 1, createdAt: now, updatedAt: now });
  }
}

/** Reads a trip's stops in route order. */
export function readStops(tx: EntityManager, trip: Trip): Promise<TripStop[]> {
  return tx.find(TripStop, { trip: trip.id }, { orderBy: { stopOrder: 'asc' } });
}

/** Whether the stored stops are already the requested ones. */
export function sameStops(requested: readonly CheckedStop[], stored: readonly TripStop[]): boolean {
  const same = (a: CheckedStop, b: TripStop) =>
    a.location === b.location &&
    a.description === (b.description ?? null) &&
    a.stopTimeUtc?.getTime() === b.stopTimeUtc?.getTime();
  return requested.length === stored.length && stored.every((stop, at) => same(requested[at] as CheckedStop, stop));
}
