import type { ExecutionResult, GraphQLError } from 'graphql';
import { isJsonObject, type JsonObject, type Path } from '../graphql/json-object.ts';
import { canonical } from './chance.ts';
import type { Completed, Violation } from './oracle/completion.ts';
import { type ToldError, unusable } from './oracle/expected-errors.ts';

/** What an executor must answer. */
export interface Expected extends Completed {
  told: readonly ToldError[];
  /** What the subgraphs' answers were merged to. */
  root: JsonObject;
}

/** How an answer differs from what it must be; null where it does not. */
export function differenceOf(expected: Expected, { data, errors = [] }: ExecutionResult): string | null {
  const got = JSON.stringify(data ?? null);
  const wanted = JSON.stringify(expected.data);
  if (got !== wanted) return `data\n  expected ${wanted}\n  got      ${got}`;
  const told = errors.filter(isTold);
  return (
    differenceOfTold(expected, told) ??
    differenceOfViolations(
      expected,
      told,
      errors.filter((each) => !isTold(each)),
    )
  );
}

/** An error of a subgraph, or that it is silent; any other is ours, of what is missing or wrong. */
function isTold({ extensions }: GraphQLError): boolean {
  return Object.keys(extensions).length > 0;
}

/** Each error is told; as often as it was sent at most, since requests may be put together. */
function differenceOfTold({ told, root }: Expected, errors: readonly GraphQLError[]): string | null {
  const wanted = count(told.map(textOf));
  const got = count(errors.map(({ path, message, extensions }) => textOf({ path: path ?? null, message, extensions })));
  for (const error of told) {
    // That nothing came is told of what is missing: another fetch may have brought it.
    if (isSilence(error) && error.path && !isNullAt(root, error.path)) continue;
    // Where it is about an item that no list has, no place is the right one.
    if (error.message === beyondList) continue;
    // Another answer may have put null in the place of what it was about.
    if (error.path && isNullAt(root, error.path.slice(0, -1))) continue;
    if (!got.has(textOf(error))) return `an error is not told: ${textOf(error)}`;
  }
  for (const [text, times] of got) {
    if (!wanted.has(text) && !text.includes(beyondList)) return `an error that nobody sent: ${text}`;
    // Without a place it is of a request, and what went in one may have been asked in fewer, or in more.
    if (!text.startsWith(nowhere) && !text.includes(beyondList) && times > (wanted.get(text) ?? 0))
      return `an error is told ${times} times: ${text}`;
  }
  return null;
}

const isSilence = ({ message, extensions }: ToldError): boolean =>
  message === unusable || String(extensions.code).startsWith('SUBGRAPH_');

const nowhere = '(no place)';
const beyondList = 'an index that is not';

/** The words in which an executor tells that what was sent is no answer. */
const ownWords = /^(Expected \d+ entities|An entity is no object|An answer has no data)\.$/;

function textOf({ path, message, extensions }: ToldError): string {
  return `${path ? path.join('.') : nowhere} ${ownWords.test(message) ? unusable : message} ${canonical(extensions)}`;
}

function count(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** What is missing is told unless another error explains it; what is invalid is always told. */
function differenceOfViolations(
  { violations, data }: Expected,
  told: readonly GraphQLError[],
  got: readonly GraphQLError[],
): string | null {
  const wanted = violations.filter(({ kind, path }) => kind === 'invalid' || !isExplained(path, told));
  const gotPaths = new Set(got.map(({ path = [] }) => path.join('.')));
  const wantedPaths = new Set(wanted.map(({ path }) => path.join('.')));
  // Of an object in a union that is only known to be of an interface, its type is what is told.
  const isAtOrBelow = (path: string, place: string) => path === place || path === `${place}.__typename`;
  for (const place of wantedPaths) {
    if (![...gotPaths].some((path) => isAtOrBelow(path, place))) return `a violation is not told: ${place}`;
  }
  if (gotPaths.size !== got.length) return `a violation is told twice: ${got.map(({ path }) => path?.join('.'))}`;
  for (const { path = [], message } of got) {
    const isWanted = [...wantedPaths].some((place) => isAtOrBelow(path.join('.'), place));
    if (isWanted || isLaterInNulledList(path, violations, data)) continue;
    return `a violation that is none: ${path.join('.')} ${message}`;
  }
  return null;
}

function isExplained(place: Path, told: readonly GraphQLError[]): boolean {
  return told.some(({ path }) => !path || path.every((step, at) => at >= place.length || step === place[at]));
}

/** graphql-js stops at the first item that makes a list null; who goes on finds more. */
function isLaterInNulledList(path: Path, violations: readonly Violation[], data: unknown): boolean {
  return violations.some(({ path: first }) => {
    const parts = first.findIndex((step, at) => step !== path[at]);
    const [one, other] = [first[parts], path[parts]];
    return typeof one === 'number' && typeof other === 'number' && one < other && isNullAt(data, path.slice(0, parts));
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
