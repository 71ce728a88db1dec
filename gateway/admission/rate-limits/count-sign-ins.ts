import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { signInFields } from '#contract/sign-in-fields.ts';
import { rootFields } from '#platform/graphql/root-fields.ts';
import { responseKey } from '../../graphql/field-identity.ts';

const names: ReadonlySet<string> = new Set(signInFields);

/** The number of attempts to sign in that an operation of a document makes: one for each alias, whatever its conditions. */
export function countSignIns(document: DocumentNode, operation: OperationDefinitionNode): number {
  if (operation.operation !== 'mutation') return 0;
  const attempts = rootFields(document, operation).filter(({ name }) => names.has(name.value));
  return new Set(attempts.map(responseKey)).size;
}
