import { type Row, ratioOf, spreadOf } from '../report.ts';

export type Figures = Readonly<Record<string, number | undefined>>;

/** The figures of each measurement, by row, in the order of the rounds. */
export class Measurements {
  readonly #rows = new Map<string, Figures[]>();

  add(row: string, figures: Figures): void {
    this.#rows.set(row, [...(this.#rows.get(row) ?? []), figures]);
  }

  /** Returns one figure of each round that has it. */
  of(row: string, figure: string): number[] {
    return (this.#rows.get(row) ?? []).flatMap((each) => each[figure] ?? []);
  }

  rows(): Row[] {
    return [...this.#rows].map(([name, rounds]) => {
      const figures = new Set(rounds.flatMap((each) => Object.keys(each)));
      return { name, ...Object.fromEntries([...figures].map((figure) => [figure, spreadOf(this.of(name, figure))])) };
    });
  }

  /** Returns how many times as much of a figure one row has as another, or null if one of them was not measured. */
  ratio(figure: string, numerator: string, denominator: string): number | null {
    const ratio = ratioOf(this.of(numerator, figure), this.of(denominator, figure));
    return Number.isFinite(ratio) ? ratio : null;
  }
}
