import type { ChangeCode } from '../changes/change-codes.ts';

/** The code of the change that a second implementation of composition disagrees with the first. */
export const disagreementCode = 'COMPOSITION_DISAGREEMENT';

/** What the codes mean that composition adds to those of changes. */
export const compositionCodes: readonly ChangeCode[] = [
  {
    code: disagreementCode,
    severities: ['dangerous'],
    meaning: 'One of two implementations of composition accepts the subgraphs, and the other does not.',
  },
];
