import { describe, expect, test } from '@jest/globals';
import { locales, type TextParameters, textKeys, textsIn } from './render.ts';

const render = textsIn('Asia/Riyadh');
const parameters: TextParameters = {
  seat: 3,
  from: 'Riyadh',
  to: 'Jeddah',
  departure: new Date('2026-11-23T21:30:00Z'),
  why: 'OTHER',
  departureChanged: true,
  arrivalChanged: true,
  priceChanged: true,
  price: 1250.5,
  hasReason: true,
  reason: 'A flat tyre',
  minutes: 45,
  passengers: 3,
  seats: 2,
  isConfirmed: false,
};

describe('a text', () => {
  test.each(locales.flatMap((locale) => textKeys.map((key) => [locale, key] as const)))(
    'in %s of %s leaves no placeholder and fits its columns',
    (locale, key) => {
      const { title, body } = render(locale, key, { ...parameters, from: 'x'.repeat(200), reason: 'y'.repeat(1_000) });
      expect(`${title}${body}`).not.toMatch(/[{}#]/);
      expect(title.length).toBeLessThanOrEqual(200);
      expect(body.length).toBeLessThanOrEqual(2_000);
      expect(/[؀-ۿ]/.test(title)).toBe(locale === 'AR');
    },
  );

  test('throws when a parameter is missing', () => {
    expect(() => render('EN', 'TRIP_STARTED', { from: 'Riyadh' })).toThrow('to');
  });

  test('formats the departure in the time zone and language, with the Gregorian calendar and Latin digits', () => {
    expect(render('EN', 'BOOKING_CONFIRMED', parameters).body).toBe(
      'Seat 3 from Riyadh to Jeddah is yours. Departure: Tuesday 24 November at 00:30.',
    );
    expect(textsIn('UTC')('EN', 'BOOKING_CONFIRMED', parameters).body).toContain('Monday 23 November at 21:30');
    expect(render('AR', 'BOOKING_CONFIRMED', parameters).body).toMatch(/الثلاثاء، 24 نوفمبر .*12:30/);
  });
});

describe('the plural forms', () => {
  const minutes = (locale: 'AR' | 'EN', count: number) =>
    render(locale, 'TRIP_REMINDER_FOR_PASSENGER', { ...parameters, minutes: count }).body;
  const passengers = (locale: 'AR' | 'EN', count: number) =>
    render(locale, 'TRIP_REMINDER_FOR_DRIVER', { ...parameters, passengers: count }).body;

  const seats = (locale: 'AR' | 'EN', count: number) =>
    render(locale, 'WAITLIST_BOOKED', { ...parameters, seats: count }).body;

  test.each([
    [1, 'حُجز لك مقعد واحد من'],
    [2, 'حُجز لك مقعدان من'],
    [3, 'حُجزت لك 3 مقاعد من'],
    [10, 'حُجزت لك 10 مقاعد من'],
    [11, 'حُجز لك 11 مقعداً من'],
    [100, 'حُجز لك 100 مقعد من'],
  ])('of seats in Arabic: %d', (count, text) => {
    expect(seats('AR', count)).toContain(text);
  });

  test('of seats in English', () => {
    expect(seats('EN', 1)).toContain('A seat from Riyadh to Jeddah is booked for you.');
    expect(seats('EN', 2)).toContain('2 seats from Riyadh to Jeddah are booked for you.');
  });

  test.each([
    [0, 'تنطلق الآن:', 'بدون ركاب:'],
    [1, 'بعد دقيقة واحدة:', 'مع راكب واحد:'],
    [2, 'بعد دقيقتين:', 'مع راكبين:'],
    [3, 'بعد 3 دقائق:', 'مع 3 ركاب:'],
    [10, 'بعد 10 دقائق:', 'مع 10 ركاب:'],
    [11, 'بعد 11 دقيقة:', 'مع 11 راكباً:'],
    [99, 'بعد 99 دقيقة:', 'مع 99 راكباً:'],
    [100, 'بعد 100 دقيقة:', 'مع 100 راكب:'],
    [103, 'بعد 103 دقائق:', 'مع 103 ركاب:'],
  ])('of Arabic: %d', (count, time, people) => {
    expect(minutes('AR', count)).toContain(time);
    expect(passengers('AR', count)).toContain(people);
  });

  test.each([
    [0, 'departs now:', 'with no passengers:'],
    [1, 'in 1 minute:', 'with 1 passenger:'],
    [2, 'in 2 minutes:', 'with 2 passengers:'],
    [60, 'in 60 minutes:', 'with 60 passengers:'],
  ])('of English: %d', (count, time, people) => {
    expect(minutes('EN', count)).toContain(time);
    expect(passengers('EN', count)).toContain(people);
  });
});

describe('a changed trip', () => {
  const changed = (change: TextParameters) =>
    render('EN', 'TRIP_UPDATED', {
      ...parameters,
      departureChanged: false,
      arrivalChanged: false,
      priceChanged: false,
      ...change,
    }).body;

  test('mentions only what has changed', () => {
    const trip = 'Your trip from Riyadh to Jeddah has changed.';
    expect(changed({ departureChanged: true })).toBe(`${trip} It now departs Tuesday 24 November at 00:30.`);
    expect(changed({ priceChanged: true })).toBe(
      `${trip} New bookings cost 1,250.5; the price of your booking does not change.`,
    );
    expect(changed({ arrivalChanged: true })).toBe(`${trip} The arrival time has changed.`);
  });

  test('inserts user input literally, braces included', () => {
    expect(render('EN', 'TRIP_CANCELLED', { ...parameters, reason: '{minutes, plural' }).body).toContain(
      'Reason: {minutes, plural',
    );
    expect(render('EN', 'TRIP_CANCELLED', { ...parameters, hasReason: false }).body).not.toContain('Reason');
  });
});
