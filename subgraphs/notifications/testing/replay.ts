import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '#test-kit/until.ts';
import { type Watch, watch } from '#test-kit/watch.ts';
import { notify } from '../domain/notify.ts';
import { type NotificationsHarness, newId, type Person } from './harness.ts';

/** Notifications that one transaction sends, at most. */
const mostAtOnce = 20;

const query = 'subscription ($after: ID) { notificationReceived(after: $after) { id title } }';

/** An account's client that resumes after each cut of its connection, and the notifications that it has received. */
export interface Replay {
  titles: string[];
  cuts: number;
}

export const titleOf = (at: number): string => `Number ${at}`;

/** The cursor of an account, as its owner reads it. */
export async function cursorOf(notifications: NotificationsHarness, { id, token }: Person): Promise<string> {
  const { data } = await notifications.request(
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { notificationCursor } } }',
    { r: [{ __typename: 'Account', id }] },
    token,
  );
  return data._entities[0].notificationCursor;
}

/**
 * Sends `count` notifications to a new account, a few at a time, whose client loses its connection `cuts` times meanwhile: before it has
 * subscribed, between two results, or after the last one. Returns what the client has received when it has them all.
 */
export async function replayWithCuts(
  notifications: NotificationsHarness,
  cuts: number,
  count: number,
): Promise<Replay> {
  const person = await notifications.newPerson('driver');
  let after = await cursorOf(notifications, person);
  const sending = send(notifications, person, count);
  const replay: Replay = { titles: [], cuts: 0 };
  while (replay.cuts < cuts || replay.titles.length < count) {
    const live = watch(notifications.url, query, { token: person.token, variables: { after } });
    // On average as many as make the cuts last until the end.
    const wanted =
      replay.cuts < cuts
        ? Math.floor((Math.random() * 2 * (count - replay.titles.length)) / (cuts - replay.cuts))
        : count;
    const enough = () => live.events.length >= Math.min(wanted, count - replay.titles.length);
    if (wanted === 0) await sleep(Math.random() * 10);
    await until(() => enough() || live.ended() !== null);
    live.cut();
    await live.closed;
    for (const { id, title } of resultsOf(live)) {
      replay.titles.push(title);
      after = id;
    }
    replay.cuts++;
  }
  await sending;
  return replay;
}

/** Everything that has arrived until the cut, as a client keeps it. */
const resultsOf = ({ events }: Watch): { id: string; title: string }[] =>
  events.map(({ data, errors }) => {
    if (errors) throw new Error(JSON.stringify(errors));
    return data.notificationReceived;
  });

async function send({ orm, clock }: NotificationsHarness, { id }: Person, count: number): Promise<void> {
  for (let sent = 0; sent < count; ) {
    const next = Math.min(Math.ceil(Math.random() * mostAtOnce), count - sent);
    const messages = Array.from({ length: next }, (_, at) => ({
      causeId: newId('e'),
      type: 'TRIP_UPDATED' as const,
      recipientId: id,
      recipientType: 'DRIVER' as const,
      title: titleOf(sent + at),
      body: 'Something has changed',
      data: null,
    }));
    const origin = { now: clock.now(), newId };
    await orm.em.fork().transactional((tx) => notify(tx, messages, origin));
    sent += next;
    await sleep(Math.random() * 10);
  }
}
