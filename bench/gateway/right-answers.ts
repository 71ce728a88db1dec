import { isDeepStrictEqual } from 'node:util';
import type { FloorOperation } from './floor-waves.ts';
import { answersOf, type Target } from './load.ts';

/** Returns the sizes of a gateway's answers in bytes. Throws with the first difference if their data is not that of the floor. */
export async function sizesOfRightAnswers(
  target: Target,
  floor: (readonly [string, FloorOperation])[],
): Promise<number[]> {
  const answers = await answersOf(target);
  for (const [at, [name, { answer }]] of floor.entries()) {
    const place = firstDifference(answers[at]?.data, answer.data);
    if (place !== null) throw new Error(`${name} at ${place}`);
  }
  return answers.map(({ size }) => size);
}

/** Returns the first place where two answers differ, or null if they are equal. The order of keys does not matter. */
function firstDifference(one: unknown, other: unknown, place = 'data'): string | null {
  if (isDeepStrictEqual(one, other)) return null;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) {
    return `${place}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  }
  const [left, right] = [one, other] as Record<string, unknown>[];
  const keys = [...Object.keys(one), ...Object.keys(other)];
  const key = keys.find((each) => !isDeepStrictEqual(left?.[each], right?.[each])) ?? '';
  return firstDifference(left?.[key], right?.[key], `${place}.${key}`);
}
