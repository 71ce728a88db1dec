import { type CompositionResult, composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { defineOneOf } from '../../../gateway/graphql/one-of.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import type { SubgraphFile } from '../sources/schema-source.ts';
import { disagreementCode } from './composition-codes.ts';

const name = '@theguild/federation-composition';

/** The rules of Apollo's composition that the second implementation does not have, by its README. */
export const missingRules: readonly string[] = [
  'DISALLOWED_INACCESSIBLE',
  'EXTERNAL_ARGUMENT_DEFAULT_MISMATCH',
  'EXTERNAL_ARGUMENT_TYPE_MISMATCH',
  'EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE',
  'TYPE_WITH_ONLY_UNUSED_EXTERNAL',
  'UNSUPPORTED_LINKED_FEATURE',
];

/**
 * Composes the subgraphs with a second implementation. `errorCodes` are those of the first, none if it composed them. Returns how the two
 * disagree, null if they agree. Subgraphs that do not parse have no second opinion.
 */
export function secondOpinion(subgraphs: readonly SubgraphFile[], errorCodes: readonly string[]): SchemaChange | null {
  if (errorCodes.includes('INVALID_SYNTAX')) return null;
  const refusal = refusalOf(subgraphs);
  if (refusal !== null && errorCodes.length === 0)
    return disagreement(`Apollo's composition accepts the subgraphs, and ${name} does not: ${refusal}`);
  if (refusal === null && errorCodes.length > 0) {
    const isKnown = errorCodes.every((code) => missingRules.includes(code));
    const known = isKnown ? `: it does not have the rule ${[...new Set(errorCodes)].join(', ')}` : '';
    return disagreement(`${name} accepts the subgraphs, and Apollo's composition does not${known}`);
  }
  return null;
}

function refusalOf(subgraphs: readonly SubgraphFile[]): string | null {
  let result: CompositionResult;
  try {
    result = composeServices(
      subgraphs.map(({ name, url, typeDefs }) => ({ name, url, typeDefs: defineOneOf(parse(typeDefs)) })),
    );
  } catch (error) {
    return `it fails with "${(error as Error).message}"`;
  }
  const [first, ...others] = result.errors ?? [];
  if (!first) return null;
  const code = typeof first.extensions.code === 'string' ? `${first.extensions.code}: ` : '';
  return `${code}${first.message}${others.length > 0 ? ` (and ${others.length} more)` : ''}`;
}

function disagreement(message: string): SchemaChange {
  return { code: disagreementCode, severity: 'dangerous', path: '(schema)', message, noticedBy: [] };
}
