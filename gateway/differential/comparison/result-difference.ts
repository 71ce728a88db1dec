import type { ExecutionResult, GraphQLError } from 'graphql';
import { parseJson, stringifyJson } from '#platform/lossless-json.ts';
import { isJsonObject, type JsonObject, type Path } from '../../graphql/json-object.ts';
import { canonicalJson } from '../canonical-json.ts';
import { outOfRangeMessage } from '../faults/response-faults.ts';
import type { Completed, Violation } from '../oracle/completion.ts';
import { type ExpectedError, unusable } from '../oracle/expected-errors.ts';

/** An error with its path in the result, and in the merged data, where the planner's response keys may differ. */
export interface PlacedError extends ExpectedError {
  rootPath: Path | null;
}

/** The result that the executor must return. */
export interface ExpectedResult extends Completed {
  errors: readonly PlacedError[];
  /** The merged data of the subgraphs, before completion. */
  root: JsonObject;
}

/** Describes the difference from the expected result; null when there is none. */
export function differenceOf(expected: ExpectedResult, { data, errors = [] }: ExecutionResult): string | null {
  const actualData = JSON.stringify(data ?? null);
  const expectedData = stringifyJson(expected.data);
  if (actualData !== expectedData) return `data\n  expected ${expectedData}\n  actual   ${actualData}`;
  const upstream = errors.filter(isUpstreamError);
  const completion = errors.filter((each) => !isUpstreamError(each));
  return upstreamErrorDifference(expected, upstream) ?? completionErrorDifference(expected, upstream, completion);
}

/** Whether an error comes from a subgraph or says that it failed. The others are completion errors, without extensions. */
function isUpstreamError({ extensions }: GraphQLError): boolean {
  return Object.keys(extensions).length > 0;
}

/** Every expected error is reported, at most as often as the subgraphs sent it to Apollo: requests may be merged. */
function upstreamErrorDifference(
  { errors, root, violations }: ExpectedResult,
  reported: readonly GraphQLError[],
): string | null {
  const expected = countByText(errors.map(textOf));
  const actual = countByText(
    // Written as for the client: `JSON.stringify` writes no BigInt.
    reported.map(({ path, message, extensions: sent }) =>
      textOf({ path: path ?? null, message, extensions: parseJson(JSON.stringify(sent)) as JsonObject }),
    ),
  );
  for (const error of errors) {
    // A missing response is reported for missing data only, and another fetch may have returned the field.
    if (isFailure(error) && error.rootPath && !isNullAt(root, error.rootPath)) continue;
    // The oracle has null in place of a value of a wrong shape, at which the executor reports the wrong shape instead.
    if (isFailure(error) && violations.some(({ kind, path }) => kind === 'invalid' && isWithin(error.path, path)))
      continue;
    // An index out of range has no correct path in the result.
    if (error.message === outOfRangeMessage) continue;
    // Another response may have set an enclosing object to null.
    if (error.rootPath && isNullAt(root, error.rootPath.slice(0, -1))) continue;
    if (!actual.has(textOf(error))) return `missing error: ${textOf(error)}`;
  }
  for (const [text, times] of actual) {
    if (text.includes(outOfRangeMessage)) continue;
    if (!expected.has(text)) return `unexpected error: ${text}`;
    // An error without a path belongs to a request, and the executors may group requests differently.
    if (!text.startsWith(noPath) && times > (expected.get(text) ?? 0)) return `error reported ${times} times: ${text}`;
  }
  return null;
}

const isFailure = ({ message, extensions }: ExpectedError): boolean =>
  message === unusable || String(extensions.code).startsWith('SUBGRAPH_');

const isWithin = (path: Path | null, outer: Path): boolean => outer.every((step, index) => path?.[index] === step);

const noPath = '(no path)';

/** The executor's own messages for an unusable response. */
const unusableMessages = /^(Expected \d+ entities|An entity is not an object|A response has no data)\.$/;

function textOf({ path, message, extensions }: ExpectedError): string {
  return `${path ? path.join('.') : noPath} ${unusableMessages.test(message) ? unusable : message} ${canonicalJson(parseJson(stringifyJson(extensions)))}`;
}

function countByText(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** A missing value is reported unless an upstream error explains it; an invalid value is always reported. */
function completionErrorDifference(
  { violations, data }: ExpectedResult,
  upstream: readonly GraphQLError[],
  reported: readonly GraphQLError[],
): string | null {
  const expected = violations.filter(({ kind, path }) => kind === 'invalid' || !isExplained(path, upstream));
  const actualPaths = new Set(reported.map(({ path = [] }) => path.join('.')));
  const expectedPaths = new Set(expected.map(({ path }) => path.join('.')));
  for (const path of expectedPaths) {
    if (!actualPaths.has(path)) return `missing completion error: ${path}`;
  }
  if (actualPaths.size !== reported.length) {
    return `completion error reported twice: ${reported.map(({ path }) => path?.join('.'))}`;
  }
  for (const { path = [], message } of reported) {
    if (expectedPaths.has(path.join('.')) || isLaterInNulledList(path, violations, data)) continue;
    return `unexpected completion error: ${path.join('.')} ${message}`;
  }
  return null;
}

function isExplained(path: Path, upstream: readonly GraphQLError[]): boolean {
  return upstream.some((error) =>
    (error.path ?? []).every((step, index) => index >= path.length || step === path[index]),
  );
}

/** graphql-js stops at the first item that makes a list null. The executor may go on and report later items. */
function isLaterInNulledList(path: Path, violations: readonly Violation[], data: unknown): boolean {
  return violations.some(({ path: first }) => {
    const fork = first.findIndex((step, index) => step !== path[index]);
    const [one, other] = [first[fork], path[fork]];
    return typeof one === 'number' && typeof other === 'number' && one < other && isNullAt(data, path.slice(0, fork));
  });
}

/** Whether there is a null at a path or above it. */
function isNullAt(data: unknown, path: Path): boolean {
  let value = data;
  for (const step of path) {
    if (value === null || value === undefined) return true;
    value = isJsonObject(value) || Array.isArray(value) ? (value as JsonObject)[step] : undefined;
  }
  return value === null || value === undefined;
}
