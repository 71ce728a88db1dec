import fc from 'fast-check';

const limit = 2 ** 16;

/** What an operation is made of: numbers, of which fewer and smaller ones make a simpler operation. */
export const choiceNumbers = fc.array(fc.nat({ max: limit - 1 }), { maxLength: 260, size: 'max' });

/** Reads numbers as choices. When they are used up the first and simplest is always chosen. */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  get areUsedUp(): boolean {
    return this.#next >= this.#numbers.length;
  }

  /** From 0 to below a bound. */
  below(bound: number): number {
    const number = this.#numbers[this.#next++] ?? 0;
    return Math.floor((number / limit) * bound);
  }

  /** Whether something is done, at a rate from 0 to 1. */
  happens(rate: number): boolean {
    return (this.#numbers[this.#next++] ?? 0) >= (1 - rate) * limit;
  }

  of<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('nothing to choose from');
    return from[this.below(from.length)] as T;
  }
}
