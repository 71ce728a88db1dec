import type { FetchNode } from '@apollo/query-planner';
import {
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  type GraphQLError,
  type GraphQLSchema,
  KnownArgumentNamesRule,
  OverlappingFieldsCanBeMergedRule,
  PossibleFragmentSpreadsRule,
  ScalarLeafsRule,
  validate,
} from 'graphql';
import { usedDocument } from '../../graphql/operation-parts.ts';
import { readFetch } from '../query-plan/fetch-operation.ts';

/** The rules by which a subgraph refuses a fetch for its selections. */
const rules = [
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  KnownArgumentNamesRule,
  OverlappingFieldsCanBeMergedRule,
  PossibleFragmentSpreadsRule,
  ScalarLeafsRule,
];

/** Why a subgraph would refuse a fetch; null when it would not. */
export function refusalOf(fetch: FetchNode, schema: GraphQLSchema): string | null {
  const [error] = validate(schema, usedDocument(readFetch(fetch)), rules, { maxErrors: 1 });
  return error ? `${fetch.serviceName}: ${reasonOf(error)}` : null;
}

/** The message, which a log shows. That of a conflict has the client's aliases. */
function reasonOf({ message }: GraphQLError): string {
  return /^Fields ".*" conflict because /s.test(message) ? 'Fields with one response key conflict.' : message;
}
