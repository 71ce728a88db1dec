import { type Change, CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from 'graphql';

export type Severity = 'breaking' | 'dangerous' | 'safe';

/** A difference between two API schemas. `path` is a schema coordinate, for example `Trip.price`. */
export interface SchemaChange {
  severity: Severity;
  path: string;
  message: string;
}

const severities: Record<CriticalityLevel, Severity> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
};

/** Returns the differences, ordered by severity, then by path. */
export async function compareSchemas(before: GraphQLSchema, after: GraphQLSchema): Promise<SchemaChange[]> {
  const changes = await diff(before, after);
  const relevant = [...changes.filter((change) => !isSafe(change)), ...(await withoutNested(changes.filter(isSafe)))];
  return relevant.map((change) => describe(change, after)).sort(bySeverityThenPath);
}

/**
 * Drops the changes below a new type, which needs one line. Accepts only safe changes: the rule drops every change below the same path,
 * so that a field with a first description and another type would lose the breaking change.
 */
async function withoutNested(safe: Change[]): Promise<Change[]> {
  return DiffRule.simplifyChanges({ changes: safe, oldSchema: null, newSchema: null, config: {} });
}

function isSafe(change: Change): boolean {
  return change.criticality.level === CriticalityLevel.NonBreaking;
}

function describe(change: Change, after: GraphQLSchema): SchemaChange {
  const path = change.path ?? '(schema)';
  if (isDefaultChange(change) && isRequired(inputAt(after, path))) {
    return { severity: 'breaking', path, message: `${change.message}, so it is now required` };
  }
  return { severity: severities[change.criticality.level], path, message: change.message };
}

// A non-null input that loses its default becomes required, which breaks clients. The library reports it as dangerous.
function isDefaultChange(change: Change): boolean {
  return change.type === 'FIELD_ARGUMENT_DEFAULT_CHANGED' || change.type === 'INPUT_FIELD_DEFAULT_VALUE_CHANGED';
}

function isRequired(input: GraphQLArgument | GraphQLInputField | undefined): boolean {
  return input !== undefined && isNonNullType(input.type) && input.defaultValue === undefined;
}

function inputAt(schema: GraphQLSchema, path: string): GraphQLArgument | GraphQLInputField | undefined {
  const [typeName = '', fieldName = '', argumentName] = path.split('.');
  const type = schema.getType(typeName);
  if (isInputObjectType(type)) return type.getFields()[fieldName];
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  return type.getFields()[fieldName]?.args.find(({ name }) => name === argumentName);
}

const order: readonly Severity[] = ['breaking', 'dangerous', 'safe'];

function bySeverityThenPath(a: SchemaChange, b: SchemaChange): number {
  return order.indexOf(a.severity) - order.indexOf(b.severity) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
