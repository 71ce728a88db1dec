import { type FieldNode, type GraphQLField, isListType, isNonNullType, Kind } from 'graphql';
import { type CoercedVariables, type CostProgram, maxCost, type Term } from './cost-program.ts';
import type { ListSize } from './cost-weights.ts';

/** How the lengths of lists are estimated. */
export interface ListSizing {
  /** The length of a list of which the schema says nothing. */
  assumedSize: number;
  /** The greatest value of a slicing argument that counts: subgraphs refuse greater ones. */
  largestPage: number;
}

export const defaultListSizing: ListSizing = { assumedSize: 10, largestPage: Number.POSITIVE_INFINITY };

type Field = GraphQLField<unknown, unknown>;

/**
 * Estimates the length of the list that a `@listSize` describes: the greatest slicing argument, otherwise `assumedSize`. If `isStrict`, it
 * is not a number where not exactly one slicing argument has a value although the directive requires one.
 */
export function listSizeTerm(
  program: CostProgram,
  { listSize, sizing, isStrict }: { listSize: ListSize; sizing: ListSizing; isStrict: boolean },
  { field, node }: { field: Field; node: FieldNode },
): Term {
  const { slicingArguments, assumedSize, requireOneSlicingArgument } = listSize;
  const fallback = assumedSize ?? sizing.assumedSize;
  if (slicingArguments.length === 0) return fallback;
  const readers = slicingArguments.map((name) => sliceReader(field, node, name));
  const compute = (variables: CoercedVariables): number => {
    let passed = 0;
    let byDefault = 0;
    let size: number | null = null;
    for (const { read, defaultValue } of readers) {
      const value = read(variables);
      const slice = value === undefined ? defaultValue : value;
      if (typeof slice !== 'number') continue;
      if (value === undefined) byDefault++;
      else passed++;
      size = Math.max(size ?? 0, slice);
    }
    // A default value makes up for an argument that is not passed. It never is one too many.
    if (isStrict && requireOneSlicingArgument && passed !== 1 && (passed > 1 || byDefault === 0)) return Number.NaN;
    return size === null ? fallback : Math.min(size, sizing.largestPage, maxCost);
  };
  if (readers.every(({ variable }) => variable === null)) return compute({});
  const key = readers.map(({ variable, key, defaultValue }) => `${variable ?? ''}:${key}:${defaultValue}`);
  return program.step(`size ${key.join()} ${fallback} ${requireOneSlicingArgument}`, (_results, variables) =>
    compute(variables),
  );
}

interface SliceReader {
  /** The value that is passed; undefined for none. */
  read: (variables: CoercedVariables) => unknown;
  defaultValue: unknown;
  variable: string | null;
  key: string;
}

function sliceReader(field: Field, node: FieldNode, name: string): SliceReader {
  const value = node.arguments?.find((each) => each.name.value === name)?.value;
  const defaultValue: unknown = field.args.find((each) => each.name === name)?.defaultValue;
  if (value?.kind === Kind.VARIABLE) {
    const variable = value.name.value;
    return { read: (variables) => variables[variable], defaultValue, variable, key: '' };
  }
  const literal = value?.kind === Kind.INT ? Number(value.value) : value ? null : undefined;
  return { read: () => literal, defaultValue, variable: null, key: String(literal) };
}

/** The number of lists around a field's values. */
export function listDepth(type: Field['type']): number {
  if (isNonNullType(type)) return listDepth(type.ofType);
  return isListType(type) ? 1 + listDepth(type.ofType) : 0;
}
