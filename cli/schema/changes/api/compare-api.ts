import { type Change, diff } from '@graphql-inspector/core';
import { type GraphQLSchema, isInputObjectType, isScalarType } from 'graphql';
import { elementsOf, parentOf } from '../elements.ts';
import type { SchemaChange } from '../schema-change.ts';
import { compareDeprecations } from './compare-deprecations.ts';
import { compareDefaults } from './compare-inputs.ts';
import { type Compared, judge } from './judge.ts';
import { TypeUses } from './type-uses.ts';

/** Returns what changed in the schema that clients see. A new element is one change, whatever is below it. */
export async function compareApis(before: GraphQLSchema, after: GraphQLSchema): Promise<SchemaChange[]> {
  const uses = new TypeUses(before);
  const compared: Compared = {
    before: { schema: before, elements: elementsOf(before), uses },
    after: { schema: after, elements: elementsOf(after) },
  };
  const byLibrary = (await diff(before, after)).filter((change) => !isOurs(change));
  const named = byLibrary.map((change) => ({ change, path: coordinateOf(change) }));
  const added = new Set(named.filter(({ change }) => isAddition(change)).map(({ path }) => path));
  const changes = named
    .filter(({ change, path }) => !isPartOfNew(change, path, added) && !isRootType(change, compared))
    .map(({ change, path }) => {
      const { severity, noticedBy, note } = judge(change, path, compared);
      const message = note === undefined ? messageOf(change, path) : `${messageOf(change, path)}: ${note}`;
      return { code: codeOf(change), severity, path, message, noticedBy };
    })
    .filter(({ code, path, severity }) => !isNewImplementation(code, path, added) || severity !== 'safe');
  return [
    ...changes,
    ...compareDefaults(compared.before.elements, compared.after.elements, uses),
    ...compareDeprecations(compared.before.elements, compared.after.elements),
    ...compareOneOf(compared),
    ...compareSpecifications(compared),
  ];
}

/**
 * What is compared here instead. The library compares default values as JavaScript has them, and misses the deprecations of inputs and the
 * end of a deprecation without a reason.
 */
function isOurs({ type }: Change): boolean {
  return /_DEFAULT(_VALUE)?_CHANGED$|_DEPRECATION_|^DIRECTIVE_USAGE_/.test(type);
}

/** A root type that is added or removed is also named as a type. */
function isRootType({ type, meta }: Change, { before, after }: Compared): boolean {
  if (type !== 'TYPE_ADDED' && type !== 'TYPE_REMOVED') return false;
  const { addedTypeName, removedTypeName } = meta as Record<string, string | undefined>;
  const schema = type === 'TYPE_ADDED' ? after.schema : before.schema;
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.some((root) => root?.name === (addedTypeName ?? removedTypeName));
}

/** The schema coordinate of a change: `Query.trip(id:)` where the library has `Query.trip.id`. */
export function coordinateOf({ path, meta, type }: Change): string {
  if (type.startsWith('SCHEMA_')) {
    const names = Object.entries(meta as Record<string, string | null>);
    return names.find(([key, name]) => key.startsWith('old') && name)?.[1] ?? names.find(([, name]) => name)?.[1] ?? '';
  }
  // The library has no path of its own for a new argument of a directive.
  if (type === 'DIRECTIVE_ARGUMENT_ADDED') return `${path}(${meta.addedDirectiveArgumentName}:)`;
  const [first = '', second, third] = (path ?? '').split('.').filter((part, index) => index === 0 || part[0] !== '@');
  if (second === undefined) return first;
  if (first.startsWith('@')) return `${first}(${second}:)`;
  return third === undefined ? `${first}.${second}` : `${first}.${second}(${third}:)`;
}

function isAddition({ type }: Change): boolean {
  return /^(TYPE|FIELD|FIELD_ARGUMENT|INPUT_FIELD|ENUM_VALUE|DIRECTIVE|DIRECTIVE_ARGUMENT)_ADDED$/.test(type);
}

function isPartOfNew(change: Change, path: string, added: ReadonlySet<string>): boolean {
  for (let parent = parentOf(path); parent !== null; parent = parentOf(parent)) if (added.has(parent)) return true;
  return (
    added.has(path) &&
    !isAddition(change) &&
    !change.type.startsWith('SCHEMA_') &&
    !isNewImplementation(change.type, path, added)
  );
}

/** Operations receive the objects of a new type where they receive an interface that it implements. */
function isNewImplementation(code: string, path: string, added: ReadonlySet<string>): boolean {
  return code === 'OBJECT_TYPE_INTERFACE_ADDED' && added.has(path);
}

/** The library has codes for a description that is added and one that is removed, for some kinds of elements. */
function codeOf({ type }: Change): string {
  return type.replace(/_DESCRIPTION_\w+$/, '_DESCRIPTION_CHANGED');
}

/** The library quotes whole descriptions, and ends some messages with a full stop. */
function messageOf({ type, message }: Change, path: string): string {
  return type.includes('_DESCRIPTION_') ? `The description of '${path}' changed` : message.replace(/\.$/, '');
}

function compareOneOf({ before, after }: Compared): SchemaChange[] {
  return pairs(before.schema, after.schema).flatMap(([then, now]) => {
    if (!isInputObjectType(then) || !isInputObjectType(now) || then.isOneOf === now.isOneOf) return [];
    const path = now.name;
    const noticedBy = before.uses.inputsOf(path);
    return now.isOneOf
      ? [
          {
            code: 'INPUT_ONE_OF_ADDED',
            severity: noticedBy.length > 0 ? ('breaking' as const) : ('safe' as const),
            path,
            message: `Input object type '${path}' is @oneOf now: a value has exactly one of its fields`,
            noticedBy,
          },
        ]
      : [
          {
            code: 'INPUT_ONE_OF_REMOVED',
            severity: 'safe' as const,
            path,
            message: `Input object type '${path}' is no longer @oneOf`,
            noticedBy,
          },
        ];
  });
}

function compareSpecifications({ before, after }: Compared): SchemaChange[] {
  return pairs(before.schema, after.schema).flatMap(([then, now]) => {
    if (!isScalarType(then) || !isScalarType(now) || then.specifiedByURL === now.specifiedByURL) return [];
    const [old, url] = [then.specifiedByURL, now.specifiedByURL];
    const path = now.name;
    const [action, severity, message] = !old
      ? (['ADDED', 'safe', `Scalar '${path}' has a specification now: ${url}`] as const)
      : !url
        ? (['REMOVED', 'safe', `Scalar '${path}' no longer names its specification`] as const)
        : (['CHANGED', 'dangerous', `The specification of scalar '${path}' changed from ${old} to ${url}`] as const);
    const noticedBy = [...before.uses.fieldsReturning(path), ...before.uses.inputsOf(path)];
    return [
      { code: `SPECIFIED_BY_${action}`, severity: noticedBy.length > 0 ? severity : 'safe', path, message, noticedBy },
    ];
  });
}

function pairs(before: GraphQLSchema, after: GraphQLSchema) {
  return Object.values(after.getTypeMap()).map((type) => [before.getType(type.name), type] as const);
}
