import {
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
} from 'graphql';
import { pick } from '../random.ts';

export type FieldFault =
  | 'error'
  | 'error beside a value'
  | 'error without a path'
  | 'null'
  | 'null of a non-null type'
  | 'omitted field';
export type ValueFault = 'wrong shape' | 'wrong leaf' | 'wrong typename' | 'unselected fields';

export function pickFieldFault(type: GraphQLOutputType, seed: number): FieldFault {
  return pick<FieldFault>(
    [
      'error',
      'error',
      'error beside a value',
      'error without a path',
      isNonNullType(type) ? 'null of a non-null type' : 'null',
      isNonNullType(type) ? 'null of a non-null type' : 'null',
      'omitted field',
    ],
    seed,
  );
}

/** A fault of the value; null for a custom scalar, of which any value is valid. */
export function pickValueFault(type: GraphQLOutputType, seed: number): ValueFault | null {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (!isLeafType(nullable)) {
    return isListType(nullable)
      ? 'wrong shape'
      : pick<ValueFault>(['wrong shape', 'wrong typename', 'unselected fields'], seed);
  }
  return isEnumType(nullable) || isSpecifiedScalarType(nullable) ? 'wrong leaf' : null;
}

/** A value that is not a list when the type is a list, and not an object when it is an object. */
export function wrongShape(type: GraphQLOutputType, seed: number): unknown {
  const nullable = isNonNullType(type) ? type.ofType : type;
  const scalars: readonly unknown[] = ['garbage', 0, 7, true, false, ''];
  return isListType(nullable)
    ? pick<unknown>([...scalars, {}, { 0: 'x', length: 1 }], seed)
    : pick<unknown>([...scalars, [], [{ id: 'x' }], [[null]]], seed);
}

const wrongLeaves: Readonly<Record<string, readonly unknown[]>> = {
  Int: ['1', 1.5, 2 ** 31, -(2 ** 31) - 1, 2n ** 64n, true, {}, [1]],
  Float: ['1.5', true, {}, [0.5]],
  String: [5, 2n ** 64n, true, {}, ['x'], { a: 1 }],
  Boolean: ['true', 1, 0, -(2n ** 63n), {}],
  // The integers are valid IDs.
  ID: [true, 1.5, {}, [7], 7, 2n ** 53n + 1n],
};

/** A scalar or an enum value that is not of the leaf type, apart from the integers for `ID`. */
export function wrongLeaf(type: GraphQLOutputType, seed: number): unknown {
  const nullable = isNonNullType(type) ? type.ofType : type;
  const name = 'name' in nullable ? nullable.name : '';
  const wrong = wrongLeaves[name] ?? ['NOWHERE', '', 5, true];
  // Apollo's executor merges an object or a list into the previous leaf value; ours replaces that value.
  return pick<unknown>(
    wrong.filter((each) => typeof each !== 'object' || each === null),
    seed,
  );
}

/** A `__typename` that is not the name of an object's type. */
export function wrongTypename(others: readonly string[], seed: number): unknown {
  return pick<unknown>(['Nowhere', '', 5, {}, 'String', '__Type', pick(others, seed), pick(others, seed + 1)], seed);
}
