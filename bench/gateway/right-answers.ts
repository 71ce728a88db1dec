import { isDeepStrictEqual } from 'node:util';
import type { FloorOperation } from './floor-waves.ts';
import { answersOf, type LoadOptions } from './load.ts';

/** What is wrong about a gateway's answers; null where all are right. */
export async function faultOf(
  url: string,
  sent: Pick<LoadOptions, 'operations' | 'tokens'>,
  floor: (readonly [string, FloorOperation])[],
): Promise<string | null> {
  try {
    const answers = await answersOf({ url, ...sent });
    for (const [at, [name, { answer }]] of floor.entries()) {
      const place = firstDifference(answers[at], answer.data);
      if (place !== null) return `${name} at ${place}`;
    }
    return null;
  } catch (error) {
    return (error as Error).message.slice(0, 300);
  }
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
