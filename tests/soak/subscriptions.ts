import { isDeepStrictEqual } from 'node:util';
import setup from '#test-kit/global-setup.ts';
import teardown from '#test-kit/global-teardown.ts';
import { startNotifications } from '../../subgraphs/notifications/testing/harness.ts';
import { replayWithCuts, titleOf } from '../../subgraphs/notifications/testing/replay.ts';

const cuts = 200;
const sent = 2_000;

/** Cuts the connection of a client at random while notifications are sent. Throws if it has not received each once and in order. */
export async function soakSubscriptions(minutes: number): Promise<void> {
  await setup();
  const end = performance.now() + minutes * 60_000;
  const all = Array.from({ length: sent }, (_, at) => titleOf(at));
  try {
    const notifications = await startNotifications();
    try {
      for (let replays = 1; performance.now() < end; replays++) {
        const replay = await replayWithCuts(notifications, cuts, sent);
        console.log(`replay ${replays}: ${replay.cuts} cuts, ${replay.titles.length} notifications`);
        if (!isDeepStrictEqual(replay.titles, all)) throw new Error(`not each once and in order: ${replay.titles}`);
      }
    } finally {
      await notifications.stop();
    }
  } finally {
    await teardown();
  }
}
