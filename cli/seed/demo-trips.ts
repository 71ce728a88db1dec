import { createHash } from 'node:crypto';
import { demoAccounts } from './demo-accounts.ts';

const routes = [
  { fromCity: 'Riyadh', toCity: 'Jeddah', hour: 5, hours: 10, price: '180.00', stops: ['Taif'] },
  { fromCity: 'Jeddah', toCity: 'Makkah', hour: 7, hours: 1.5, price: '35.00', stops: [] },
  { fromCity: 'Riyadh', toCity: 'Dammam', hour: 9, hours: 4.5, price: '90.00', stops: ['Hofuf'] },
  { fromCity: 'Madinah', toCity: 'Jeddah', hour: 12, hours: 4.5, price: '85.00', stops: ['Rabigh'] },
  { fromCity: 'Makkah', toCity: 'Madinah', hour: 16, hours: 5, price: '95.00', stops: [] },
  { fromCity: 'Dammam', toCity: 'Riyadh', hour: 18, hours: 4.5, price: '90.00', stops: ['Hofuf'] },
] as const;

const daysAhead = [1, 2, 3];
const seats: Record<string, number> = { sedan: 4, SUV: 6, van: 12 };
const dayMilliseconds = 86_400_000;

export interface DemoTrip {
  id: string;
  driverId: string;
  vehicleId: string;
  fromCity: string;
  toCity: string;
  departureTime: Date;
  arrivalTime: Date;
  price: string;
  totalSeats: number;
  stops: readonly string[];
}

/** Returns trips between five cities in the next three days. The trips of a day have the same ids in every call. */
export function demoTrips(now: Date): DemoTrip[] {
  const midnight = Math.floor(now.getTime() / dayMilliseconds) * dayMilliseconds;
  return daysAhead.flatMap((ahead) =>
    routes.map((route, at) => {
      const driver = demoAccounts.drivers[at % demoAccounts.drivers.length] as (typeof demoAccounts.drivers)[number];
      const departureTime = new Date(midnight + ahead * dayMilliseconds + route.hour * 3_600_000);
      const name = `${departureTime.toISOString()} ${route.fromCity} ${route.toCity}`;
      return {
        id: `t_${createHash('sha256').update(name).digest('hex').slice(0, 32)}`,
        driverId: driver.id,
        vehicleId: driver.vehicle.id,
        fromCity: route.fromCity,
        toCity: route.toCity,
        departureTime,
        arrivalTime: new Date(departureTime.getTime() + route.hours * 3_600_000),
        price: route.price,
        totalSeats: seats[driver.vehicle.type] ?? 4,
        stops: route.stops,
      };
    }),
  );
}
