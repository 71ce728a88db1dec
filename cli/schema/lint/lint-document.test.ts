import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { lintDocument } from './lint-document.ts';
import { lintRules } from './lint-rules.ts';
import { lintCases } from './testing/lint-cases.ts';
import { head, users } from './testing/schema-parts.ts';

const subgraphsWith = (text: string) => [
  { name: 'users', document: parse(users) },
  { name: 'trips', document: parse(text) },
];

function lint(schema: string, unresolved = '') {
  const text = `${head}${schema}`;
  const reasons = new Map([[unresolved, 'no resolver']]);
  return lintDocument(text, {
    name: 'trips',
    document: parse(text),
    subgraphs: subgraphsWith(text),
    unresolved: reasons,
  });
}

const all = Object.entries(lintCases).flatMap(([rule, each]) => each.map((one) => ({ rule, ...one })));

test.each(all)('$rule: $what', ({ rule, fails, passes, message, unresolved }) => {
  const faults = lint(fails, unresolved).filter((fault) => fault.rule === rule);

  expect(faults.map((fault) => fault.message).join('\n')).toContain(message);
  expect(lint(passes, unresolved)).toEqual([]);
});

test('every rule has a case', () => {
  expect(Object.keys(lintCases).sort()).toEqual(lintRules.map(({ name }) => name));
});

describe('a fault', () => {
  test('has its place', () => {
    expect(lint('"q"\ntype Query {\n  "a"\n  a: [Int]\n}')).toEqual([
      { rule: 'masar/list-size', severity: 'error', message: expect.any(String), line: 4, column: 3 },
    ]);
  });

  test('is excused by a comment with its rule', () => {
    const disable = (rule: string) =>
      `"q" type Query {\n "a"\n # eslint-disable-next-line ${rule} -- three at most\n a: [Int]\n}`;

    expect(lint(disable('masar/list-size'))).toEqual([]);
    expect(lint(disable('masar/mutation-shape')).map(({ rule }) => rule)).toEqual([
      'unused-disable',
      'masar/list-size',
    ]);
  });

  test('is a warning if a deprecation has expired', () => {
    const [fault, ...others] = lint('"q" type Query { "a" a: Int @deprecated(reason: "Until 2001-01-31.") }');

    expect(fault).toMatchObject({ rule: 'masar/deprecation-expired', severity: 'warning' });
    expect(others).toEqual([]);
  });
});

test('of a schema that is invalid by itself only the errors are reported', () => {
  expect(lint('"q"\ntype Query { a: Nothing b: [Int] }')).toEqual([
    { rule: 'schema', severity: 'error', message: '[trips] Unknown type Nothing', line: 2, column: 17 },
  ]);
});
