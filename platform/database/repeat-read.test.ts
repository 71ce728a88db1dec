import { expect, test } from '@jest/globals';
import { Refusal } from '../errors/refusal.ts';
import { repeatRead, restartPauses } from './repeat-read.ts';

/** A read that fails a number of times, and counts its calls. */
function failing(times: number, error: Error = new Error('terminating connection')) {
  let reads = 0;
  const read = async () => {
    if (reads++ < times) throw error;
    return 'row';
  };
  return { read, reads: () => reads };
}

test('a read that fails is repeated after each pause, and then rejects', async () => {
  const [brief, long] = [failing(2), failing(3)];
  expect(await repeatRead(brief.read, [1, 1])).toBe('row');
  await expect(repeatRead(long.read, [1, 1])).rejects.toThrow('terminating connection');
  expect([brief.reads(), long.reads()]).toEqual([3, 3]);
});

test('a refusal, and a read that nobody wants any more, is not repeated', async () => {
  const [refused, unwanted] = [failing(1, new Refusal('FORBIDDEN')), failing(1)];
  await expect(repeatRead(refused.read, [1])).rejects.toThrow('FORBIDDEN');
  await expect(repeatRead(unwanted.read, [1], () => false)).rejects.toThrow('terminating connection');
  expect([refused.reads(), unwanted.reads()]).toEqual([1, 1]);
});

test('the pauses for a restart are 15 seconds in all', () => {
  expect(restartPauses.reduce((sum, pause) => sum + pause)).toBe(15_000);
});
