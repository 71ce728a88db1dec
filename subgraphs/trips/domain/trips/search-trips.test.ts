import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { cityKey } from '../../entities/city-key.ts';
import { startTrips, type TripsHarness } from '../../testing/harness.ts';

let trips: TripsHarness;
/** The ids of trips by the names that the tests use. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  trips = await startTrips();
  const stops = (...locations: string[]) => locations.map((location) => ({ location }));
  const toJeddah = { fromCity: 'Riyadh', toCity: 'Jeddah' };
  Object.assign(ids, {
    direct: await trips.newTrip({ ...toJeddah, price: '90.00' }),
    viaTaif: await trips.newTrip({ ...toJeddah, stops: stops('الطَّائف'), price: '80.00' }),
    viaBoth: await trips.newTrip({ ...toJeddah, stops: stops('Makkah', 'الطائف'), price: '70.00' }),
    viaMakkah: await trips.newTrip({
      fromCity: 'Madinah',
      toCity: 'الطائف',
      stops: stops('مكة المكرمة'),
      price: '60.00',
    }),
  });
});

afterAll(() => trips.stop());

const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id) ?? id;

async function search(filter: Record<string, unknown>, page = 'orderBy: PRICE_ASC'): Promise<string[]> {
  const { data, errors } = await trips.request(
    `query ($filter: TripFilter) { trips(filter: $filter, ${page}) { totalCount edges { node { id } } } }`,
    { filter },
  );
  expect(errors).toBeUndefined();
  return data.trips.edges.map(({ node }: { node: { id: string } }) => nameOf(node.id));
}

describe('trips(filter: { viaCity })', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['a stop, in any spelling', { viaCity: ' الطائف ' }, ['viaBoth', 'viaTaif']],
    ['a stop, in the other language', { viaCity: 'MECCA' }, ['viaMakkah', 'viaBoth']],
    ['an origin and a stop', { fromCity: 'الرياض', viaCity: 'Makkah' }, ['viaBoth']],
    ['a stop and a destination', { viaCity: 'Makkah', toCity: 'الطائف' }, ['viaMakkah']],
    ['a route by way of a stop', { fromCity: 'Riyadh', viaCity: 'الطائف', toCity: 'Jeddah' }, ['viaBoth', 'viaTaif']],
    ['a stop, cheaply', { viaCity: 'Makkah', maxPrice: '65.00' }, ['viaMakkah']],
    ['the origin as a stop', { viaCity: 'Riyadh' }, []],
    ['a destination as a stop', { viaCity: 'Jeddah' }, []],
    ['a stop as the origin', { fromCity: 'Makkah' }, []],
    ['a city that is no stop', { viaCity: 'Abha' }, []],
    ['a blank city', { viaCity: '  ' }, ['viaMakkah', 'viaBoth', 'viaTaif', 'direct']],
    ['no city', { viaCity: null }, ['viaMakkah', 'viaBoth', 'viaTaif', 'direct']],
  ])('finds by %s', async (_name, filter, expected) => {
    expect(await search(filter)).toEqual(expected);
  });

  test('lists each trip once, in any order and from both ends', async () => {
    const tripId = await trips.newTrip({ stops: [{ location: 'Abqaiq' }, { location: 'abqaiq' }], price: '50.00' });
    for (const page of ['orderBy: DEPARTURE_ASC', 'orderBy: CREATED_DESC', 'orderBy: PRICE_ASC, last: 5'])
      expect(await search({ viaCity: 'ABQAIQ' }, page)).toEqual([tripId]);
  });

  test('knows the stops of an update', async () => {
    const tripId = await trips.newTrip({ stops: [{ location: 'Unaizah' }] });
    await trips.changeTrip('updateTrip', { tripId, stops: [{ location: 'Hail' }] });
    expect(await search({ viaCity: 'Unaizah' })).toEqual([]);
    expect(await search({ viaCity: 'hail' })).toEqual([tripId]);
  });

  test('refuses a city that is too long', async () => {
    expect(await search({ viaCity: 'x'.repeat(200) })).toEqual([]);
    const answer = await trips.request('query ($filter: TripFilter) { trips(filter: $filter) { totalCount } }', {
      filter: { viaCity: 'x'.repeat(201) },
    });
    expect(refusalOf(answer)).toEqual({ code: 'BAD_USER_INPUT', field: 'viaCity' });
  });
});

test('the database folds names as the keys of cities do', async () => {
  const blocks: [first: number, last: number][] = [
    [0x01, 0x24f],
    [0x370, 0x52f],
    [0x600, 0x6ff],
    [0x1e00, 0x206f],
    [0x3000, 0x3000],
    [0xfb50, 0xfeff],
    [0xff01, 0xff5e],
  ];
  // JavaScript makes two characters of this one, and another one of a capital sigma at the end of a word.
  const differs = ['İ'];
  const characters = blocks.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)),
  );
  const names = [
    ...characters
      .filter((character) => !differs.includes(character))
      .map((character) => `a ${character}B a${character}b`),
    ...[
      'الرياض',
      'جِدّة',
      'الدمّام',
      'Mecca',
      'مكة  المكرّمة',
      'medina',
      'المدينة المنورة',
      ' Al \t Kharj\n',
      'ﷺ'.repeat(200),
    ],
  ];
  const rows = await trips.orm.em
    .getConnection()
    .execute<{ name: string; key: string }[]>(
      'select name, city_key(name) as key from jsonb_array_elements_text(?::jsonb) as name',
      [JSON.stringify(names)],
    );
  expect(rows).toHaveLength(names.length);
  expect(rows.filter(({ name, key }) => key !== cityKey(name))).toEqual([]);
});

test('finds a stop that another release has stored', async () => {
  const tripId = await trips.newTrip({ stops: [{ location: 'Yanbu' }] });
  const text = `update trip_stops set location = 'مَكَّة' where trip_id = ?`;
  await trips.orm.em.getConnection().execute(text, [tripId]);
  expect(await search({ viaCity: 'Makkah', fromCity: 'Riyadh' })).toContain(tripId);
});
