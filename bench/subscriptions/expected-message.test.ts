import { expect, test } from '@jest/globals';
import { ExpectedMessage, WrongMessage } from './expected-message.ts';
import { dataOf, firstRound } from './trips.ts';

const id = 'an operation';
const dataIn = (round: number) => dataOf({ trip: 7, round }, 'joined');
const messageOf = (data: unknown, more: object = {}) => ({ id, type: 'next', payload: { data }, ...more });

function checker() {
  const expected = new ExpectedMessage({ id, dataOf: dataIn });
  return (message: unknown, round: number) => {
    const text = JSON.stringify(message);
    const bytes = Buffer.from(`before${text}after`);
    expected.check(bytes, 'before'.length, bytes.length - 'after'.length, round);
  };
}

test('accepts the right message of each round, in any order of its keys', () => {
  const check = checker();
  check(messageOf(dataIn(firstRound)), firstRound);
  check(messageOf(dataIn(firstRound + 1)), firstRound + 1);
  check({ payload: { data: dataIn(firstRound + 2) }, id, type: 'next' }, firstRound + 2);
  check({ payload: { data: dataIn(firstRound + 3) }, id, type: 'next' }, firstRound + 3);
});

const next = firstRound + 1;
const { driver: _, ...withoutDriver } = dataIn(next).tripUpdated as { driver: unknown };

test.each([
  ['of the former round', messageOf(dataIn(firstRound))],
  ['of another trip', messageOf(dataOf({ trip: 8, round: next }, 'joined'))],
  ['of another operation', messageOf(dataIn(next), { id: 'another' })],
  ['without a field', messageOf({ tripUpdated: withoutDriver })],
  ['with a null field', messageOf({ tripUpdated: { ...withoutDriver, driver: null } })],
  ['with one more field', messageOf({ tripUpdated: { ...(dataIn(next).tripUpdated as object), more: 1 } })],
  ['with errors', messageOf(null, { payload: { data: dataIn(next), errors: [] } })],
  ['of another type', messageOf(dataIn(next), { type: 'error' })],
  ['with one more key', messageOf(dataIn(next), { more: 1 })],
])('refuses a message %s, at first and later', (_name, message) => {
  expect(() => checker()(message, next)).toThrow(WrongMessage);
  const check = checker();
  check(messageOf(dataIn(firstRound)), firstRound);
  expect(() => check(message, next)).toThrow(WrongMessage);
});
