/** Costs are numbers up to this one, which stands for all that are greater. */
export const maxCost = Number.MAX_SAFE_INTEGER;

/** The values of an operation's variables, coerced. */
export type CoercedVariables = Readonly<Record<string, unknown>>;

/** A number that is known, or that a program computes from the values of variables. */
export type Term = number | Step;

/** A step of a program. It reads the results of earlier steps. */
export interface Step {
  /** Its place in the program. */
  readonly at: number;
  readonly compute: (results: Float64Array, variables: CoercedVariables) => number;
}

/**
 * Computes costs of an operation from the values of its variables. Equal terms are one step, so that a program has at most as many steps as
 * terms were made, and runs each once. Terms without variables are computed when they are made. Costs are never negative.
 */
export class CostProgram {
  readonly #steps: Step[] = [];
  readonly #known = new Map<string, Step>();
  readonly #ids = new WeakMap<object, number>();
  #lastId = 0;
  #results = new Float64Array(0);

  /** A number that identifies a syntax node in keys. */
  idOf(node: object): number {
    const id = this.#ids.get(node) ?? ++this.#lastId;
    this.#ids.set(node, id);
    return id;
  }

  /** A term that `compute` computes. Terms with the same key are the same. */
  step(key: string, compute: Step['compute']): Step {
    const known = this.#known.get(key);
    if (known) return known;
    const step = { at: this.#steps.length, compute };
    this.#steps.push(step);
    this.#known.set(key, step);
    return step;
  }

  sum(terms: readonly Term[]): Term {
    const { constant, steps } = partition(terms, (one, other) => one + other, 0);
    const [first, ...others] = steps;
    if (!first) return atMost(constant);
    if (others.length === 0 && constant === 0) return first;
    return this.step(`sum ${constant} ${keyOf(steps)}`, (results) => {
      let sum = constant;
      for (const { at } of steps) sum += results[at] as number;
      return atMost(sum);
    });
  }

  max(terms: readonly Term[]): Term {
    const { constant, steps } = partition(terms, Math.max, 0);
    const distinct = [...new Set(steps)];
    const [first, ...others] = distinct;
    if (!first) return constant;
    if (others.length === 0 && constant === 0) return first;
    return this.step(`max ${constant} ${keyOf(distinct)}`, (results) => {
      let max = constant;
      for (const { at } of distinct) max = Math.max(max, results[at] as number);
      return max;
    });
  }

  product(terms: readonly Term[]): Term {
    const { constant, steps } = partition(terms, (one, other) => atMost(one * other), 1);
    const [first, ...others] = steps;
    if (!first || constant === 0) return constant;
    if (others.length === 0 && constant === 1) return first;
    return this.step(`product ${constant} ${keyOf(steps)}`, (results) => {
      let product = constant;
      for (const { at } of steps) product = atMost(product * (results[at] as number));
      return product;
    });
  }

  /** The term when a variable is true, or false where `expected` is that, and otherwise 0. */
  when(variable: string, expected: boolean, term: Term): Term {
    if (term === 0) return 0;
    const value = typeof term === 'number' ? term : null;
    const at = typeof term === 'number' ? 0 : term.at;
    return this.step(`when ${variable} ${expected} ${keyOf([term])}`, (results, variables) => {
      if ((variables[variable] === true) !== expected) return 0;
      return value ?? (results[at] as number);
    });
  }

  /** The value of a term of this program. */
  run(term: Term, variables: CoercedVariables): number {
    if (typeof term === 'number') return term;
    return this.#compute(variables)[term.at] as number;
  }

  /** The values of terms of this program, by their keys. */
  runAll<Key>(terms: ReadonlyMap<Key, Term>, variables: CoercedVariables): Map<Key, number> {
    const results = this.#compute(variables);
    const values = new Map<Key, number>();
    for (const [key, term] of terms) values.set(key, typeof term === 'number' ? term : (results[term.at] as number));
    return values;
  }

  /** The results of all steps, until the program runs again. */
  #compute(variables: CoercedVariables): Float64Array {
    const steps = this.#steps;
    if (this.#results.length < steps.length) this.#results = new Float64Array(steps.length);
    const results = this.#results;
    for (let at = 0; at < steps.length; at++) results[at] = (steps[at] as Step).compute(results, variables);
    return results;
  }
}

const atMost = (cost: number): number => (cost > maxCost ? maxCost : cost);

/** A cost as it counts: neither negative nor greater than the greatest one. */
export const withinBounds = (cost: number): number => (cost < 0 ? 0 : atMost(cost));

/** A text that is equal for equal terms alone. */
export const keyOf = (terms: readonly Term[]): string =>
  terms.map((term) => (typeof term === 'number' ? `=${term}` : term.at)).join();

function partition(
  terms: readonly Term[],
  fold: (one: number, other: number) => number,
  start: number,
): { constant: number; steps: Step[] } {
  const steps: Step[] = [];
  let constant = start;
  for (const term of terms) {
    if (typeof term === 'number') constant = fold(constant, term);
    else steps.push(term);
  }
  return { constant, steps };
}
