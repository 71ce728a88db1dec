import { expect, test } from '@jest/globals';
import { PassengerTurns } from './passenger-turns.ts';

test('begins a waiting turn when all its passengers are free, the oldest first', async () => {
  const turns = new PassengerTurns();
  const begun: string[] = [];
  const wait = (name: string, passengers: string[]) => void turns.begin(passengers).then(() => begun.push(name));
  const settle = () => new Promise(setImmediate);

  expect(turns.tryBegin(['p_1'])).toBe(true);
  expect(turns.tryBegin(['p_2'])).toBe(true);
  wait('both', ['p_1', 'p_2']);
  wait('second', ['p_2']);
  wait('third', ['p_3']);
  await settle();
  expect(begun).toEqual(['third']);
  turns.end(['p_1']);
  await settle();
  expect(begun).toEqual(['third']);
  turns.end(['p_2']);
  await settle();
  expect(begun).toEqual(['third', 'both']);
  expect(turns.tryBegin(['p_1'])).toBe(false);
  turns.end(['p_1', 'p_2']);
  await settle();
  expect(begun).toEqual(['third', 'both', 'second']);
});
