/** Counts the runs of a property by label, such as `fault: timeout`, to show what the generators cover. */
export class Distribution {
  readonly #counts = new Map<string, number>();

  add(label: string, count = 1): void {
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + count);
  }

  /** The counts of the labels that start with `group: `, sorted, without that prefix. */
  of(group: string): Record<string, number> {
    const prefix = `${group}: `;
    const entries = [...this.#counts].filter(([label]) => label.startsWith(prefix));
    return Object.fromEntries(
      entries
        .map(([label, count]): [string, number] => [label.slice(prefix.length), count])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
}
