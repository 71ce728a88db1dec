import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { type Data, isData, own, put } from '../../graphql/json-object.ts';
import { typesWithin } from '../../graphql/type-conditions.ts';
import { merge } from '../merge.ts';

/** How objects of one type are told to another subgraph. */
export interface Representing {
  /** Makes what stands for the object; null where what that takes is not there. */
  represent(object: Data): Data | null;
  /** The fields that tell one object of the type from another, where nothing but their values does. */
  identity: readonly string[] | null;
}

/** What a selection set takes of an object of one type. Its fields are taken together, or not at all. */
interface Required {
  fields: readonly { key: string; nested: Represent | null }[];
  /** Of its fragments: each is taken or not, by itself. */
  fragments: readonly Required[];
}

type Represent = (object: Data) => Data | null;

/** Compiles what a fetch requires of the objects that it completes, by their types. Scalars are taken by reference. */
export function compileRepresentation(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
): (type: unknown) => Representing {
  const byType = new Map<unknown, Representing>();
  for (const name of typesNamed(schema, selections)) {
    byType.set(name, representingOf(requiredOf(schema, selections, name), true));
  }
  const ofOthers = representingOf(requiredOf(schema, selections, null), false);
  return (type) => byType.get(type) ?? ofOthers;
}

function representingOf(required: Required, ofOneType: boolean): Representing {
  const { fields, fragments } = flattened(required);
  const keys = fields.map(({ key }) => key).filter((key) => !(ofOneType && key === '__typename'));
  const isFlat = fragments.length === 0 && fields.every(({ nested }) => nested === null);
  return {
    represent: (object) => {
      const representation: Data = {};
      return take(required, object, representation) ? representation : null;
    },
    identity: isFlat && keys.length > 0 ? keys : null,
  };
}

/** A fragment alone is taken where all of its fields are, as they would be without it. */
function flattened(required: Required): Required {
  const { fields, fragments } = required;
  const [only, ...others] = fragments;
  return fields.length === 0 && only && others.length === 0 ? flattened(only) : required;
}

/** The types of which a type condition speaks. */
function typesNamed(schema: GraphQLSchema, selections: readonly QueryPlanSelectionNode[]): Set<string> {
  return new Set(
    selections.flatMap((each) =>
      each.kind === 'InlineFragment' && each.typeCondition
        ? [...typesWithin(schema, each.typeCondition), ...typesNamed(schema, each.selections)]
        : [],
    ),
  );
}

function compileNested(schema: GraphQLSchema, selections: readonly QueryPlanSelectionNode[]): Represent {
  const representing = compileRepresentation(schema, selections);
  return (object) => representing(object.__typename).represent(object);
}

function requiredOf(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
  type: string | null,
): Required {
  const fields: Required['fields'][number][] = [];
  const fragments: Required[] = [];
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

function take({ fields, fragments }: Required, object: Data, representation: Data): boolean {
  for (const { key } of fields) if (own(object, key) === undefined) return false;
  for (const { key, nested } of fields) {
    const value = own(object, key);
    const taken = nested ? represent(value, nested) : value;
    const present = representation[key];
    if (nested && isData(present) && isData(taken)) merge(present, taken);
    else put(representation, key, taken);
  }
  for (const each of fragments) take(each, object, representation);
  return true;
}

function represent(value: unknown, nested: Represent): unknown {
  if (Array.isArray(value)) return value.map((item) => represent(item, nested));
  return isData(value) ? nested(value) : null;
}
