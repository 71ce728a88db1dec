import { expect, test } from '@jest/globals';
import { createLog } from '#platform/log.ts';
import { pushesToLog } from './log-pushes.ts';
import type { PushMessage } from './push-provider.ts';

const message: PushMessage = {
  deviceToken: 'secret-token',
  notificationId: 'n_1',
  type: 'TRIP_STARTED',
  title: 'Mona, your trip has started',
  body: 'From Riyadh',
  data: { tripId: 't_1' },
};

test('logs a push without personal data', async () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => lines.push(line) } });
  expect(await pushesToLog(log)([message])).toEqual(['SENT']);
  expect(lines.join()).toContain('n_1');
  expect(lines.join()).not.toMatch(/Mona|Riyadh|secret-token/);
});
