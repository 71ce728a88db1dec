import { Lexer, Source, TokenKind } from 'graphql';
import type { Dice } from './dice.ts';
import { hostileText } from './hostile-texts.ts';

const insertedTokens = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '!',
  '$',
  '@',
  '|',
  '&',
  '=',
  '...',
  '$a',
  '__typename',
  '__schema',
  '__type',
  '_entities',
  '_service',
  'on',
  'fragment',
  'query',
  'subscription',
  'null',
  'true',
  '1',
  '-0',
  '1e999',
  '99999999999999999999',
  '0xF',
  '01',
  '""',
  '"\\u{110000}"',
  '"\\ud800"',
  '"unterminated',
  '"""block\n  "quoted" \\""" """',
  '"""',
  '# comment\n',
  '\ufeff',
  '\0',
  '@include(if: $x)',
  '@skip(if: true)',
  '@include(if: null)',
  '@defer',
  '@stream(initialCount: -1)',
  '@deprecated',
  '@specifiedBy(url: "x")',
  '@authenticated',
  '@requiresScopes(scopes: [["admin"]])',
  '@cost(weight: "-1")',
  '@key(fields: "id")',
  '@include(if: true) @include(if: false)',
];

/** Changes some tokens of a document: removes, repeats, swaps and replaces them. */
export function mutatedDocument(dice: Dice, text: string, other: string): string {
  const tokens = tokensOf(text);
  const donor = tokensOf(other);
  const changes = 1 + dice.below(dice.chance(0.8) ? 3 : 30);
  for (let change = 0; change < changes; change++) {
    const at = dice.below(tokens.length + 1);
    switch (dice.below(6)) {
      case 0:
        tokens.splice(at, 1 + dice.below(3));
        break;
      case 1:
        tokens.splice(at, 0, ...tokens.slice(at, at + dice.below(8)));
        break;
      case 2:
        tokens.splice(at, 1, dice.pick(insertedTokens));
        break;
      case 3:
        tokens.splice(at, 0, dice.pick(insertedTokens));
        break;
      case 4:
        tokens.splice(at, 0, ...donor.slice(dice.below(donor.length)).slice(0, 1 + dice.below(20)));
        break;
      default:
        tokens.splice(at, 1, JSON.stringify(hostileText(dice)));
    }
  }
  return tokens.join(dice.chance(0.9) ? ' ' : dice.pick(['', '\n', '\t', ',', '\ufeff']));
}

function tokensOf(text: string): string[] {
  const lexer = new Lexer(new Source(text));
  const tokens: string[] = [];
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance())
    tokens.push(text.slice(token.start, token.end));
  return tokens;
}

const repeat = (text: (index: number) => string, count: number): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');

/** A document that is too deep, too wide, or refers to itself. */
export function oddDocument(dice: Dice): string {
  const size = dice.pick([2, 10, 99, 101, 700, 3_000]);
  return dice.pick<() => string>([
    () => '{ me '.repeat(size) + '}'.repeat(size),
    () => '{'.repeat(size),
    () => `${'{ ... on Query '.repeat(size)}{ __typename }${'}'.repeat(size)}`,
    () => `{ ${repeat((at) => `a${at}: __typename`, size)} }`,
    () => `{ ${repeat(() => '__typename', size)} }`,
    () => `{ ${repeat((at) => `a${at}: trips(first: 100) { edges { node { id } } }`, Math.min(size, 300))} }`,
    () => `{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }`,
    () =>
      `{ ...A0 } ${repeat((at) => `fragment A${at} on Query { ...A${at + 1} ...A${at + 1} }`, Math.min(size, 100))} fragment A${Math.min(size, 100)} on Query { __typename }`,
    () => repeat((at) => `query Q${at} { __typename }`, size),
    () => `{ __typename } ${repeat(() => 'fragment F on Query { __typename }', Math.min(size, 300))}`,
    () => `query (${repeat((at) => `$a${at}: Int`, size)}) { __typename }`,
    () => `query ($a: ${'['.repeat(size)}Int${']'.repeat(size)}) { __typename }`,
    () => `{ trip(id: ${'['.repeat(size)}${']'.repeat(size)}) { id } }`,
    () => `{ trip(id: ${'{a:'.repeat(size)}1${'}'.repeat(size)}) { id } }`,
    () => `{ trips(filter: { a: ${JSON.stringify(hostileText(dice))} }) { totalCount } }`,
    () => `{ __typename ${repeat(() => dice.pick(['@include(if: true)', '@skip(if: false)', '@a', '@defer']), size)} }`,
    () => `{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }`,
    () => '{ __type(name: "Account") { name fields { name } possibleTypes { name } } }',
    () => '{ _service { sdl } }',
    () =>
      `{ _entities(representations: [{ __typename: ${JSON.stringify(hostileText(dice))}, id: 1 }]) { __typename } }`,
    () =>
      `{ _entities(representations: [{ __typename: "Trip", id: ${JSON.stringify(hostileText(dice))} }]) { ... on Trip { id } } }`,
    () => '{ _entities(representations: [null, 1, [], {}, { __typename: "Query" }]) { __typename } }',
    () => 'subscription { tripUpdated(id: "x") { id } __typename }',
    () => 'subscription @include(if: false) { tripUpdated(id: "x") @skip(if: true) { id } }',
    () => 'mutation { __typename }',
    () => 'type Query { a: Int }',
    () => 'extend type Query { a: Int } { __typename }',
    () => 'schema { query: Query }',
    () => 'query ($a: Int = "x", $a: Int! = null, $b: Nothing, $c: Trip) { __typename }',
    () => `{ ... @defer(label: "a", if: ${dice.pick(['true', 'null', '$x'])}) { __typename } }`,
    () => `# ${'x'.repeat(size * 20)}\n{ __typename }`,
    () => `{ a: __typename a: me { id } ${repeat((at) => `a: trip(id: "${at}") { id }`, Math.min(size, 200))} }`,
    () => `query ${'Q'.repeat(size * 10)} { ${'f'.repeat(size * 10)} }`,
    () => '',
    () => '{ \u0645 }',
    () => '{ __proto__ constructor toString hasOwnProperty }',
    () => '{ __typename: __typename __proto__: __typename constructor: __typename }',
    () => 'query Q($__proto__: String, $constructor: String) { trip(id: $__proto__) { id } }',
  ])();
}
