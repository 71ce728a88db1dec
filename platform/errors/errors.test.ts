import { describe, expect, test } from '@jest/globals';
import { buildSchema, GraphQLError, getVariableValues, type OperationDefinitionNode, parse, validate } from 'graphql';
import { createLog } from '../log.ts';
import { inputFieldOf } from './input-field.ts';
import { languageOf } from './language.ts';
import { badUserInput, Refusal } from './refusal.ts';
import { shapeError } from './shape.ts';

const lines: string[] = [];
const log = createLog({ name: 'test', level: 'error', stream: { write: (line) => void lines.push(line) } });
const english = { requestId: 'r1', language: 'en' } as const;
const arabic = { requestId: 'r1', language: 'ar' } as const;

describe('the shape of an error', () => {
  test('has the code, its details and the request id, and a message in the preferred language', () => {
    const error = new GraphQLError('x', {
      path: ['rename'],
      originalError: new Refusal('NOT_FOUND', { field: 'itemId' }),
    });
    expect(shapeError(error, english, log)).toEqual({
      message: 'No item has this id.',
      path: ['rename'],
      extensions: { code: 'NOT_FOUND', field: 'itemId', requestId: 'r1' },
    });
    expect(shapeError(error, arabic, log).message).toMatch(/[؀-ۿ]/);
  });

  test('hides an internal error from the client and logs it', () => {
    lines.length = 0;
    const cause = new Error('select * from secrets at db.internal');
    const shaped = shapeError(new GraphQLError(cause.message, { originalError: cause }), english, log);
    expect(shaped).toEqual({
      message: 'Something went wrong on our side.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r1' },
    });
    expect(lines.join()).toContain('secrets');
  });

  test.each([english, arabic])("has names of the client's document in its message, and no values", (scope) => {
    const quoting = new GraphQLError('Syntax Error: Expected Name, found String "secret".', {
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
    expect(shapeError(quoting, scope, log).message).toMatch(/Syntax Error: Expected Name, found String\.$/);
  });

  test('has only codes of the contract and only their details', () => {
    const foreign = new GraphQLError('x', { extensions: { code: 'MY_OWN', stacktrace: ['x'] } });
    expect(shapeError(foreign, english, log).extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'r1' });
    const known = new GraphQLError('x', {
      extensions: { code: 'NOT_FOUND', field: 'id', http: {}, stacktrace: ['x'] },
    });
    expect(shapeError(known, english, log).extensions).toEqual({ code: 'NOT_FOUND', field: 'id', requestId: 'r1' });
  });

  test('keeps the message of graphql-js about an invalid document', () => {
    const error = new GraphQLError('Cannot query field "x" on type "Query".', {
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect(shapeError(error, english, log).message).toBe('Cannot query field "x" on type "Query".');
    expect(shapeError(error, arabic, log).message).toMatch(/[؀-ۿ].*Cannot query field/);
  });

  test('keeps the message about an argument that the error names itself', () => {
    const error = new GraphQLError('Argument "if" of "@skip" must not be null (variable "$off").', {
      extensions: { code: 'BAD_USER_INPUT', field: 'if' },
    });
    expect(shapeError(error, english, log)).toEqual({
      message: error.message,
      extensions: { code: 'BAD_USER_INPUT', field: 'if', requestId: 'r1' },
    });
    expect(shapeError(error, arabic, log).message).toMatch(/[؀-ۿ].*@skip/);
  });

  test('says why the value of a field is refused', () => {
    expect(shapeError(badUserInput('first', 'page'), english, log).message).toBe('first must be from 0 to 100.');
  });
});

test.each([
  ['ar', 'ar'],
  ['ar-SA, en;q=0.5', 'ar'],
  ['en;q=0.5, ar;q=0.9', 'ar'],
  ['en, ar', 'en'],
  ['fr, de;q=0.3', 'en'],
  ['ar;q=0', 'en'],
  ['ar;q=x', 'en'],
  ['*', 'en'],
  ['fr, *;q=0.5', 'en'],
  ['*, en;q=0', 'ar'],
  ['*, ar;q=0', 'en'],
  ['ar-SA, en-US;q=0.9, en;q=0.8, ar;q=0.7', 'ar'],
  [undefined, 'en'],
] as const)('Accept-Language %s prefers %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});

describe('the field whose value is invalid', () => {
  const schema = buildSchema(`
    input Inner { price: Int, list: [Int!] }
    input Outer { inner: Inner, count: Int! }
    type Query { f(input: Outer, id: Int): Int }
  `);

  test.each([
    [{ input: { count: 1, inner: { price: 'x' } } }, 'price'],
    [{ input: { count: 1, inner: { list: [1, 'x'] } } }, 'list'],
    [{ input: { count: 'x' } }, 'count'],
    [{ input: {} }, 'input'],
  ])('in the variables %j is %s', (variables, field) => {
    const document = parse('query ($input: Outer) { f(input: $input) }');
    const [definition] = document.definitions as [OperationDefinitionNode];
    const { errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
    const [error] = errors ?? [];
    const coded = new GraphQLError(error?.message ?? '', { extensions: { code: 'BAD_USER_INPUT' } });
    expect(inputFieldOf(coded)).toBe(field);
  });

  test('in variables with more errors than are counted is variables', () => {
    const message = 'Too many errors processing variables, error limit reached. Execution aborted.';
    for (const extensions of [{}, { code: 'BAD_USER_INPUT' }]) {
      expect(inputFieldOf(new GraphQLError(message, { extensions }))).toBe('variables');
    }
  });

  test.each([
    ['{ f(id: "x") }', 'id'],
    ['{ f(input: { count: 1, inner: { price: "x" } }) }', 'price'],
    ['{ f(input: { count: 1, inner: { list: [1, "x"] } }) }', 'list'],
    ['{ nothing }', undefined],
  ])('in %s is %s', (source, field) => {
    const [error] = validate(schema, parse(source));
    const coded = new GraphQLError(error?.message ?? '', {
      nodes: error?.nodes,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect(inputFieldOf(coded)).toBe(field);
  });
});
