import { expect } from '@jest/globals';
import type { GraphQLAnswer } from './subgraph.ts';

/** The code of the only error of an answer and what it carries, but for the request's id, which every one has. */
export function refusalOf({ errors }: GraphQLAnswer): Record<string, unknown> {
  expect(errors).toHaveLength(1);
  const { requestId, ...extensions }: Record<string, unknown> = errors?.[0]?.extensions ?? {};
  expect(requestId).toEqual(expect.any(String));
  return extensions;
}

/** BAD_USER_INPUT of this field. */
export const badInput = (field: string) => ({ code: 'BAD_USER_INPUT', field });
