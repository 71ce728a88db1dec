import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  GraphQLID,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { isJsonObject, type JsonObject, own, put } from '../../graphql/json-object.ts';
import { idAsText } from '../../graphql/long-integers.ts';
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
  fields: readonly RequiredField[];
  /** For each fragment, a representation has all of its fields or none. */
  fragments: readonly RequiredSelection[];
}

interface RequiredField {
  key: string;
  /** Null for a scalar. */
  nested: Represent | null;
  isId: boolean;
}

type Represent = (object: JsonObject) => JsonObject | null;

/** What representations are compiled with. */
export interface RepresentationSchema {
  /** The supergraph's schema. */
  schema: GraphQLSchema;
  /** The names of fields for which the plan uses others, by those. */
  names: ReadonlyMap<string, string>;
}

/**
 * Compiles a fetch's `requires` into representations by type. Scalars are taken by reference, but integers in IDs beyond 2^53 as text, because
 * a subgraph may round them. `declared` is the type of the field that has the objects.
 */
export function compileRepresentation(
  context: RepresentationSchema,
  selections: readonly QueryPlanSelectionNode[],
  declared: Declared = undefined,
): (type: unknown) => RepresentationOfType {
  const { schema } = context;
  const byType = new Map<unknown, RepresentationOfType>();
  for (const name of conditionTypes(schema, selections)) {
    const required = requiredOf(context, selections, { condition: name, declared: schema.getType(name) });
    byType.set(name, representationOfType(required, true));
  }
  const ofOtherTypes = representationOfType(requiredOf(context, selections, { condition: null, declared }), false);
  return (type) => byType.get(type) ?? ofOtherTypes;
}

type Declared = GraphQLNamedType | undefined;

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

function compileNested(
  context: RepresentationSchema,
  selections: readonly QueryPlanSelectionNode[],
  declared: Declared,
): Represent {
  const representationOf = compileRepresentation(context, selections, declared);
  return (object) => representationOf(object.__typename).represent(object);
}

function requiredOf(
  context: RepresentationSchema,
  selections: readonly QueryPlanSelectionNode[],
  of: { condition: string | null; declared: Declared },
): RequiredSelection {
  const { condition, declared } = of;
  const fields: RequiredField[] = [];
  const fragments: RequiredSelection[] = [];
  for (const each of selections) {
    if (each.kind === 'Field') {
      const type = fieldType(context, declared, each.name);
      const nested = each.selections ? compileNested(context, each.selections, type) : null;
      fields.push({ key: each.alias ?? each.name, nested, isId: type === GraphQLID });
    } else if (condition !== null && each.typeCondition) {
      const applies = typesWithin(context.schema, each.typeCondition).has(condition);
      if (applies) fragments.push(requiredOf(context, each.selections, of));
    }
  }
  return { fields, fragments };
}

function fieldType({ names }: RepresentationSchema, parent: Declared, planned: string): Declared {
  const name = names.get(planned) ?? planned;
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  return field && getNamedType(field.type);
}

function take({ fields, fragments }: RequiredSelection, object: JsonObject, representation: JsonObject): boolean {
  for (const { key } of fields) if (own(object, key) === undefined) return false;
  for (const { key, nested, isId } of fields) {
    const value = own(object, key);
    const leaf = isId ? idAsText(value) : value;
    const taken = nested ? represent(value, nested) : leaf;
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
