import type { Case } from './cases.ts';
import type { Measurements } from './figures.ts';

/**
 * Returns the ratios of the cases, and the least favourable of each kind: `floor` and `graphqlWs` of the cases with one trip, `hive` of
 * all. They compare the processor time of a message: the other's to ours. `memory` compares ours with the floor, in the case with the
 * most sockets, where the rest of the process counts least.
 */
export function ratiosOf(cases: readonly Case[], measured: Measurements): Record<string, number> {
  const time = ({ name }: Case, other: string) =>
    measured.ratio('cpuMicroseconds', `${name}: ${other}`, `${name}: ours`);
  const least = (some: readonly Case[], other: string): number | null => {
    const ratios = some.flatMap((each) => time(each, other) ?? []);
    return ratios.length > 0 ? Math.min(...ratios) : null;
  };
  const oneTrip = cases.filter(({ spread }) => spread === 'one trip');
  const largest = oneTrip.toSorted((a, b) => b.subscribers - a.subscribers)[0]?.name ?? '';
  const entries: [string, number | null][] = [
    ['floor', least(oneTrip, 'floor')],
    ['graphqlWs', least(oneTrip, 'graphql-ws')],
    ['hive', least(cases, 'hive')],
    ['memory', measured.ratio('kilobytesPerSocket', `${largest}: ours`, `${largest}: floor`)],
    ...cases.flatMap((each) =>
      ['floor', 'graphql-ws', 'hive'].map((other): [string, number | null] => [
        `${each.name}: ${other}`,
        time(each, other),
      ]),
    ),
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => entry[1] !== null));
}
