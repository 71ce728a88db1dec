import { expect } from '@jest/globals';
import type { GraphQLAnswer } from './subgraph.ts';

/** Returns the extensions of the only error in an answer, without the `requestId` that every error has. */
export function refusalOf({ errors }: GraphQLAnswer): Record<string, unknown> {
  expect(errors).toHaveLength(1);
  const { requestId, ...extensions }: Record<string, unknown> = errors?.[0]?.extensions ?? {};
  expect(requestId).toEqual(expect.any(String));
  return extensions;
}

/** The extensions of an error that refuses the value of this field. */
export const badInput = (field: string) => ({ code: 'BAD_USER_INPUT', field });
