import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { hasChromium, startChromium } from '#test-kit/chromium.ts';
import { until } from '#test-kit/until.ts';
import { driver, type Federation, startFederation } from '../federation/federation.ts';
import { seatsPage } from './page.ts';
import { type Site, startSite } from './site.ts';

const inChromium = hasChromium('subscriptions in a real browser') ? describe : describe.skip;

inChromium('a page in Chromium', () => {
  let federation: Federation;
  let browser: Browser;
  let site: Site;
  let tripId: string;

  beforeAll(async () => {
    [federation, browser] = await Promise.all([startFederation(), startChromium()]);
    tripId = await federation.tripOf(driver.id);
    site = await startSite(federation.url, seatsPage(tripId));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await federation?.stop();
  });

  test('shows the present by graphql-ws and by EventSource, also after it was offline', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.text() === 'complete' || message.text().includes('GraphQLError')) problems.push(message.text());
    });
    await page.goto(site.origin);
    const seats = () => Promise.all(['#graphql-ws', '#event-source'].map((id) => page.locator(id).textContent()));
    const shows = (count: number) => until(async () => (await seats()).every((each) => each === String(count)), 30_000);
    await shows(4);
    await federation.bookSeat(tripId, 1);
    await shows(3);

    await context.setOffline(true);
    // A page that is offline keeps its open connections, which a lost network would break.
    site.cut();
    await federation.bookSeat(tripId, 2);
    expect(await page.evaluate(() => navigator.onLine)).toBe(false);
    expect(await seats()).toEqual(['3', '3']);

    await context.setOffline(false);
    await shows(2);
    await federation.bookSeat(tripId, 3);
    await shows(1);
    expect(problems).toEqual([]);
    await context.close();
  }, 120_000);
});
