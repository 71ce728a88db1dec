import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isJsonObject, type JsonObject, own, put } from '../../graphql/json-object.ts';
import { typesWithin } from '../../graphql/type-conditions.ts';
import { merge } from '../merge.ts';

/** Makes representations of objects of one type. */
export interface RepresentationOfType {
  /** Makes the object's representation; null when a required field is missing. */
  represent(object: JsonObject): JsonObject | null;
  /** The fields whose values identify an object of the type; null when only the whole representation does. */
  identity: readonly string[] | null;
}

/** The fields that a selection set requires of an object of one type. A representation has all of them or none. */
interface RequiredSelection {
  fields: readonly { key: string; nested: Represent | null }[];
  /** For each fragment, a representation has all of its fields or none. */
  fragments: readonly RequiredSelection[];
}

type Represent = (object: JsonObject) => JsonObject | null;

/** Compiles a fetch's `requires` into representations by type. Scalars are taken by reference. */
export function compileRepresentation(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
): (type: unknown) => RepresentationOfType {
  const byType = new Map<unknown, RepresentationOfType>();
  for (const name of conditionTypes(schema, selections)) {
    byType.set(name, representationOfType(requiredOf(schema, selections, name), true));
  }
  const ofOtherTypes = representationOfType(requiredOf(schema, selections, null), false);
  return (type) => byType.get(type) ?? ofOtherTypes;
}

function representationOfType(required: RequiredSelection, ofOneType: boolean): RepresentationOfType {
  const { fields, fragments } = flattened(required);
  const keys = fields.map(({ key }) => key).filter((key) => !(ofOneType && key === '__typename'));
  const isFlat = fragments.length === 0 && fields.every(({ nested }) => nested === null);
  return {
    represent: (object) => {
      const representation: JsonObject = {};
      return take(required, object, representation) ? representation : null;
    },
    identity: isFlat && keys.length > 0 ? keys : null,
  };
}

/** A selection that is one fragment takes the same fields as the fragment's content. */
function flattened(required: RequiredSelection): RequiredSelection {
  const { fields, fragments } = required;
  const [only, ...others] = fragments;
  return fields.length === 0 && only && others.length === 0 ? flattened(only) : required;
}

/** The possible types of every type condition in the selections. */
function conditionTypes(schema: GraphQLSchema, selections: readonly QueryPlanSelectionNode[]): Set<string> {
  return new Set(
    selections.flatMap((each) =>
      each.kind === 'InlineFragment' && each.typeCondition
        ? [...typesWithin(schema, each.typeCondition), ...conditionTypes(schema, each.selections)]
        : [],
    ),
  );
}

function compileNested(schema: GraphQLSchema, selections: readonly QueryPlanSelectionNode[]): Represent {
  const representationOf = compileRepresentation(schema, selections);
  return (object) => representationOf(object.__typename).represent(object);
}

function requiredOf(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
  type: string | null,
): RequiredSelection {
  const fields: RequiredSelection['fields'][number][] = [];
  const fragments: RequiredSelection[] = [];
  for (const each of selections) {
    if (each.kind === 'Field') {
      const nested = each.selections ? compileNested(schema, each.selections) : null;
      fields.push({ key: each.alias ?? each.name, nested });
    } else if (type !== null && each.typeCondition && typesWithin(schema, each.typeCondition).has(type)) {
      fragments.push(requiredOf(schema, each.selections, type));
    }
  }
  return { fields, fragments };
}

function take({ fields, fragments }: RequiredSelection, object: JsonObject, representation: JsonObject): boolean {
  for (const { key } of fields) if (own(object, key) === undefined) return false;
  for (const { key, nested } of fields) {
    const value = own(object, key);
    const taken = nested ? represent(value, nested) : value;
    const present = representation[key];
    if (nested && isJsonObject(present) && isJsonObject(taken)) merge(present, taken);
    else put(representation, key, taken);
  }
  for (const each of fragments) take(each, object, representation);
  return true;
}

function represent(value: unknown, nested: Represent): unknown {
  if (Array.isArray(value)) return value.map((item) => represent(item, nested));
  return isJsonObject(value) ? nested(value) : null;
}
