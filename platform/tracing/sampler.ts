/** The values of OTEL_TRACES_SAMPLER. */
export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Which traces are recorded. */
export interface Sampling {
  /** Whether a trace that another service has begun is recorded exactly if that service records it. */
  isParentBased: boolean;
  /** The share of the other traces that is recorded, from 0 to 1. */
  ratio: number;
}

export function samplingOf(name: (typeof samplerNames)[number], ratio: number): Sampling {
  const root = name.replace('parentbased_', '');
  const ratios: Record<string, number> = { always_on: 1, always_off: 0 };
  return { isParentBased: root !== name, ratio: ratios[root] ?? ratio };
}

/** The digits of a trace id that decide: 52 bits of the random ones at its end. */
const digits = 13;
const range = 2 ** (4 * digits);

/** Whether a trace is in the share that is recorded. Every service decides the same about an id, and a larger share contains a smaller one. */
export function isInRatio(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-digits), 16) >= range * (1 - ratio);
}
