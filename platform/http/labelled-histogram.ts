import type { Metric, Registry } from 'prom-client';

export interface HistogramOptions {
  name: string;
  help: string;
  labelNames: readonly string[];
  /** The upper bounds of the buckets, ascending. */
  bounds: readonly number[];
  registry: Registry;
}

/** A node of the tree of label values. `series` is set where a combination ends; `below` leads to the values of the next label. */
interface LabelNode {
  series: Series | null;
  readonly below: Map<string, LabelNode>;
}

/**
 * A histogram in a registry of prom-client. The library's own histogram validates, copies and joins the labels of each value, which is slower.
 */
export class LabelledHistogram {
  readonly #options: HistogramOptions;
  readonly #root: LabelNode = { series: null, below: new Map() };
  readonly #all: Series[] = [];

  constructor(options: HistogramOptions) {
    this.#options = options;
    const { name, help, registry } = options;
    const type = 'histogram';
    const aggregator = 'sum';
    const get = async () => {
      const values = this.#all.flatMap((series) => [...series.values(name)]);
      return { name, help, type, aggregator, values };
    };
    // A registry reads no more than these, but its type declares the library's own classes alone.
    registry.registerMetric({ name, help, type, aggregator, get } as unknown as Metric);
    if (options.labelNames.length === 0) this.observer([]);
  }

  /** @param labels values in the order of their names; few combinations, because each is kept. */
  observe(labels: readonly string[], value: number): void {
    this.observer(labels).observe(value);
  }

  /**
   * Returns the counter of one combination of label values, which the caller may keep.
   *
   * @throws TypeError for too few or too many values.
   */
  observer(labels: readonly string[]): Pick<Series, 'observe'> {
    let node = this.#root;
    for (const label of labels) {
      let next = node.below.get(label);
      if (!next) {
        next = { series: null, below: new Map() };
        node.below.set(label, next);
      }
      node = next;
    }
    if (!node.series) {
      const { labelNames, bounds } = this.#options;
      if (labels.length !== labelNames.length) throw new TypeError(`expected the labels ${labelNames}`);
      node.series = new Series(Object.fromEntries(labelNames.map((name, at) => [name, labels[at] ?? ''])), bounds);
      this.#all.push(node.series);
    }
    return node.series;
  }
}

/** The counts of one combination of labels. */
class Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly #bounds: readonly number[];
  /** By bucket; the last one is that above all bounds. */
  readonly #counts: number[];
  #sum = 0;

  constructor(labels: Readonly<Record<string, string>>, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  /** @throws TypeError for a value that is not finite. */
  observe(value: number): void {
    if (!Number.isFinite(value)) throw new TypeError(`not a finite number: ${value}`);
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
    (this.#counts[bucket] as number)++;
    this.#sum += value;
  }

  /** The values of a scrape. Each bucket has the counts of those below it, too. */
  *values(name: string) {
    const { labels } = this;
    let count = 0;
    for (const [at, own] of this.#counts.entries()) {
      count += own;
      yield { labels: { le: this.#bounds[at] ?? '+Inf', ...labels }, value: count, metricName: `${name}_bucket` };
    }
    yield { labels, value: this.#sum, metricName: `${name}_sum` };
    yield { labels, value: count, metricName: `${name}_count` };
  }
}
