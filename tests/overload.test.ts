import { expect, test } from '@jest/globals';
import { startLoadedGateway } from './soak/overload/loaded-gateway.ts';
import { connections, excess } from './soak/overload/measure-overload.ts';
import { closedLoop, openLoop } from './soak/overload/open-loop.ts';

/** Requests a second that a gateway answers on any machine, whatever else runs there. */
const calm = 20;

test('three times the capacity is answered or refused in the right form, and everything is answered again afterwards', async () => {
  const environment = { NODE_ENV: 'development', OVERLOAD_DELAY_MILLISECONDS: '50' };
  const { target, stop } = await startLoadedGateway(environment, { isPinned: false });
  try {
    const capacity = await closedLoop(target, connections, 5_000);
    const overloaded = await openLoop(target, excess * capacity, 5_000);
    const recovering = await openLoop(target, calm, 5_000);
    const recovered = await openLoop(target, calm, 5_000);
    for (const { wrong } of [overloaded, recovering, recovered]) expect(wrong).toEqual([]);
    expect(overloaded.refused).toBeGreaterThan(0);
    expect(overloaded.goodput).toBeGreaterThan(0);
    expect(recovered.refused).toBe(0);
    expect(recovered.goodput).toBe(calm);
  } finally {
    await stop();
  }
}, 90_000);
