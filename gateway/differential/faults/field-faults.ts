import {
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
} from 'graphql';
import { pick } from '../chance.ts';

export type FieldFault =
  | 'an error'
  | 'an error beside the value'
  | 'an error without a place'
  | 'null'
  | 'null where none may be'
  | 'left out';
export type ValueFault = 'wrong shape' | 'wrong leaf' | 'wrong type' | 'not asked for';

export function pickFieldFault(type: GraphQLOutputType, seed: number): FieldFault {
  return pick<FieldFault>(
    [
      'an error',
      'an error',
      'an error beside the value',
      'an error without a place',
      isNonNullType(type) ? 'null where none may be' : 'null',
      isNonNullType(type) ? 'null where none may be' : 'null',
      'left out',
    ],
    seed,
  );
}

/** Null where a type has no wrong values: anything may be a custom scalar. */
export function pickValueFault(type: GraphQLOutputType, seed: number): ValueFault | null {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (!isLeafType(nullable)) {
    return isListType(nullable)
      ? 'wrong shape'
      : pick<ValueFault>(['wrong shape', 'wrong type', 'not asked for'], seed);
  }
  return isEnumType(nullable) || isSpecifiedScalarType(nullable) ? 'wrong leaf' : null;
}

export function wrongShape(type: GraphQLOutputType, seed: number): unknown {
  const nullable = isNonNullType(type) ? type.ofType : type;
  const some: readonly unknown[] = ['garbage', 0, 7, true, false, ''];
  return isListType(nullable)
    ? pick<unknown>([...some, {}, { 0: 'x', length: 1 }], seed)
    : pick<unknown>([...some, [], [{ id: 'x' }], [[null]]], seed);
}

const wrongLeaves: Readonly<Record<string, readonly unknown[]>> = {
  Int: ['1', 1.5, 2 ** 31, -(2 ** 31) - 1, true, {}, [1]],
  Float: ['1.5', true, {}, [0.5]],
  String: [5, true, {}, ['x'], { a: 1 }],
  Boolean: ['true', 1, 0, {}],
  // A whole number is an ID, too.
  ID: [true, 1.5, {}, [7], 7],
};

export function wrongLeaf(type: GraphQLOutputType, seed: number): unknown {
  const nullable = isNonNullType(type) ? type.ofType : type;
  const name = 'name' in nullable ? nullable.name : '';
  const wrong = wrongLeaves[name] ?? ['NOWHERE', '', 5, true];
  // Apollo's executor merges an object or a list into the leaf that is there already, ours puts it in its place.
  return pick<unknown>(
    wrong.filter((each) => typeof each !== 'object' || each === null),
    seed,
  );
}

/** Names of types that an object is not of, and what is no name. */
export function wrongTypename(others: readonly string[], seed: number): unknown {
  return pick<unknown>(['Nowhere', '', 5, {}, 'String', '__Type', pick(others, seed), pick(others, seed + 1)], seed);
}
