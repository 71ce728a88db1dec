import type { Selection } from './trips.ts';

/** The trips that the subscribers watch: all of them one trip, a hundred trips, or each a trip of its own. */
export type Spread = 'one trip' | '100 trips' | 'own trips';

export interface Case {
  name: string;
  subscribers: number;
  /** The trips that are watched, by as many subscribers each. */
  trips: number;
  spread: Spread;
  selection: Selection;
}

const sizes = [500, 1_000, 3_000, 10_000];
const spreads: readonly Spread[] = ['one trip', '100 trips', 'own trips'];
const selections: readonly Selection[] = ['primary', 'joined'];

const tripsOf = (spread: Spread, subscribers: number): number =>
  ({ 'one trip': 1, '100 trips': 100, 'own trips': subscribers })[spread];

/** Every combination, the smaller ones first. */
export const allCases: readonly Case[] = sizes.flatMap((subscribers) =>
  spreads.flatMap((spread) => selections.map((selection) => caseOf(subscribers, spread, selection))),
);

export function caseOf(subscribers: number, spread: Spread, selection: Selection): Case {
  const name = `${spread}, ${subscribers}, ${selection}`;
  return { name, subscribers, trips: tripsOf(spread, subscribers), spread, selection };
}

/** The cases of a run without `--full`, which takes less than a quarter of an hour. */
const usual: ReadonlySet<string> = new Set([
  'one trip, 500, primary',
  'one trip, 500, joined',
  '100 trips, 500, primary',
  '100 trips, 500, joined',
  'own trips, 500, primary',
  'own trips, 500, joined',
  'one trip, 1000, primary',
  'one trip, 1000, joined',
  'one trip, 3000, primary',
]);

/** Returns the cases to run: those whose name contains one of the texts, or else the usual ones or all of them. */
export function selectCases({ full, only }: { full: boolean; only: readonly string[] | undefined }): readonly Case[] {
  if (only) return allCases.filter(({ name }) => only.some((text) => name.includes(text)));
  return full ? allCases : allCases.filter(({ name }) => usual.has(name));
}
