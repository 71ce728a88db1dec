import type { ActionKind, Outcome } from './actions.ts';

/** Counts the outcomes of all sequences. */
export class Tally {
  readonly counts = new Map<string, number>();
  sequences = 0;
  steps = 0;

  count(kind: ActionKind, outcome: Outcome): void {
    this.add(`${kind} ${'refused' in outcome ? outcome.refused : 'done'}`);
    this.steps++;
  }

  add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** A table with one line per count. */
  toString(): string {
    const lines = [...this.counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, n]) => `${String(n).padStart(8)}  ${name}`);
    return [`${this.sequences} sequences, ${this.steps} steps`, ...lines].join('\n');
  }
}
