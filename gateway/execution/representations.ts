import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { type Data, isData, own, put } from './data.ts';
import { merge } from './merge.ts';
import { typesWithin } from './type-conditions.ts';

/** How an object is told to another subgraph. */
export interface Representing {
  /** Makes what stands for the object; null where what that takes is not there. */
  represent(object: Data): Data | null;
  /** A name for what stands for the object, the same for all objects that are told alike; null as above. */
  identify(object: Data): string | null;
}

/** What a selection set takes of an object of one type. Its fields are taken together, or not at all. */
interface Required {
  fields: readonly { key: string; nested: Representing | null }[];
  /** Of its fragments: each is taken or not, by itself. */
  fragments: readonly Required[];
}

/** Compiles what a fetch requires of the objects that it completes. Scalars are taken by reference. */
export function compileRepresentation(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
): Representing {
  const byType = new Map<string, Required>();
  for (const name of typesNamed(schema, selections)) byType.set(name, requiredOf(schema, selections, name));
  const ofOthers = requiredOf(schema, selections, null);
  const requiredFor = ({ __typename: type }: Data): Required =>
    (byType.size > 0 && typeof type === 'string' && byType.get(type)) || ofOthers;
  return {
    represent: (object) => {
      const representation: Data = {};
      return take(requiredFor(object), object, representation) ? representation : null;
    },
    identify: (object) => nameBy(requiredFor(object), object),
  };
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

function requiredOf(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
  type: string | null,
): Required {
  const fields: Required['fields'][number][] = [];
  const fragments: Required[] = [];
  for (const each of selections) {
    if (each.kind === 'Field') {
      const nested = each.selections ? compileRepresentation(schema, each.selections) : null;
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

function represent(value: unknown, nested: Representing): unknown {
  if (Array.isArray(value)) return value.map((item) => represent(item, nested));
  return isData(value) ? nested.represent(value) : null;
}

/** What is taken, one after another, each told apart from the next by its length or its kind. */
function nameBy({ fields, fragments }: Required, object: Data): string | null {
  let name = '';
  for (const { key, nested } of fields) {
    const value = own(object, key);
    if (value === undefined) return null;
    if (typeof value === 'string') name += `${value.length}:${value}`;
    else name += `${JSON.stringify(nested ? represent(value, nested) : value)};`;
  }
  for (const each of fragments) name += `(${nameBy(each, object) ?? '-'})`;
  return name;
}
