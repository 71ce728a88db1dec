import { isDeepStrictEqual } from 'node:util';
import type { FloorOperation } from './floor-waves.ts';
import { type Asked, answersOf } from './load.ts';

/** The sizes of a gateway's answers, which have the data that the floor's have. Throws with what is wrong about one otherwise. */
export async function sizesOfRightAnswers(
  asked: Asked,
  floor: (readonly [string, FloorOperation])[],
): Promise<number[]> {
  const answers = await answersOf(asked);
  for (const [at, [name, { answer }]] of floor.entries()) {
    const place = firstDifference(answers[at]?.data, answer.data);
    if (place !== null) throw new Error(`${name} at ${place}`);
  }
  return answers.map(({ size }) => size);
}

/** Where two answers differ first; null where they are the same, whatever the order of their keys. */
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
