import fc from 'fast-check';

const limit = 2 ** 16;

/** The largest number of a sequence, which makes the last choice. */
export const maxChoice = limit - 1;

/** An arbitrary of choice sequences. A shorter one, or smaller numbers, generate a simpler operation, so it shrinks. */
export const choiceNumbers = fc.array(fc.nat({ max: maxChoice }), { maxLength: 260, size: 'max' });

/** Interprets a sequence of numbers as choices. After its end, every choice is the first and simplest one. */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  get areExhausted(): boolean {
    return this.#next >= this.#numbers.length;
  }

  /** An integer from 0 to below the bound. */
  below(bound: number): number {
    const number = this.#numbers[this.#next++] ?? 0;
    return Math.floor((number / limit) * bound);
  }

  /** True at a rate from 0 to 1. */
  happens(rate: number): boolean {
    return (this.#numbers[this.#next++] ?? 0) >= (1 - rate) * limit;
  }

  of<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('no items to choose from');
    return items[this.below(items.length)] as T;
  }
}
