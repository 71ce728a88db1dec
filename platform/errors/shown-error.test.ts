import { expect, test } from '@jest/globals';
import { shownError, shownMessage } from './shown-error.ts';

const secret = 'Mona Ali';

test('shows what an error is, and nothing that a library has attached to it', () => {
  const error = Object.assign(new Error('not HTTP'), {
    code: 'HPE_INVALID',
    errno: -1,
    data: secret,
    request: { secret },
  });
  const shown = shownError(error);
  expect(shown).toEqual({ type: 'Error', message: 'not HTTP', stack: error.stack, code: 'HPE_INVALID', errno: -1 });
});

test.each(['detail', 'hint', 'where', 'internalQuery'])(
  "shows no %s of PostgreSQL's, nor its text in a message",
  (field) => {
    const cause = Object.assign(new Error('refused'), { [field]: `row (${secret})` });
    const error = new Error(`it failed: row (${secret})`, { cause });
    expect(JSON.stringify(shownError(error))).not.toContain(secret);
    expect(shownMessage(error)).toBe('Error: it failed: [redacted]');
  },
);

test('shows no data that PostgreSQL could not read, but the names that it quotes', () => {
  const unreadable = Object.assign(new Error(`invalid input syntax for type date: "${secret}"`), { code: '22007' });
  expect(JSON.stringify(shownError(new Error('it failed', { cause: unreadable })))).not.toContain(secret);
  const missing = Object.assign(new Error('relation "trips" does not exist'), { code: '42P01' });
  expect(shownError(missing).message).toBe(missing.message);
});

test('shows each error of several in the same way', () => {
  const error = new AggregateError([Object.assign(new Error('one'), { data: secret })], 'all failed');
  expect(shownError(error)).toMatchObject({ aggregateErrors: [{ message: 'one' }] });
  expect(JSON.stringify(shownError(error))).not.toContain(secret);
});

test('shows no value that was thrown in place of an error', () => {
  expect(shownMessage(secret)).not.toContain(secret);
  expect(JSON.stringify(shownError(secret as never))).not.toContain(secret);
});
