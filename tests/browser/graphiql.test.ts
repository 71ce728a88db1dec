import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { hasChromium, startChromium } from '#test-kit/chromium.ts';
import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';

const inChromium = hasChromium('GraphiQL in a real browser') ? describe : describe.skip;
const [passenger] = demoAccounts.passengers;

inChromium('GraphiQL', () => {
  let platform: TestPlatform;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What the page reports to its console, and scripts that fail. */
  let problems: string[];

  beforeAll(async () => {
    [platform, browser] = await Promise.all([startTestPlatform(), startChromium()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await open();
  }, 60_000);

  afterEach(() => context.close());

  async function open(parameters: Record<string, string> = {}): Promise<void> {
    await page.goto(`${new URL('/graphiql', platform.url)}?${new URLSearchParams(parameters)}`);
    await page.locator('[aria-label^="Execute query"]').waitFor();
  }

  /** Runs an operation of the document, `among` others unless it is alone, and returns the response. */
  async function run(operation: string, among = true) {
    const isIts = (request: Request) => request.postData()?.includes(`"operationName":"${operation}"`) ?? false;
    const answered = page.waitForResponse((response) => isIts(response.request()));
    await page.locator('[aria-label^="Execute query"]').click();
    if (among) await page.getByRole('menuitem', { name: operation, exact: true }).click();
    return answered;
  }

  /** Replaces the text of the editor of variables. */
  async function setVariables(variables: object): Promise<void> {
    await page.locator('.graphiql-editor-tool .monaco-editor').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(JSON.stringify(variables));
    // What the editor has closed by itself.
    await page.keyboard.press('Control+Shift+End');
    await page.keyboard.press('Delete');
  }

  const viewer = (text: string) => until(async () => (await page.locator('#viewer').textContent()) === text, 30_000);
  const signedIn = 'Signed in as passenger.';
  const signedOut = 'Not signed in.';
  const signIn = async () => {
    const response = await run('SignIn');
    await viewer(signedIn);
    return (await response.json()).data.signInWithOtp as { accessToken: string; account: { id: string } };
  };
  const shown = async () => (await page.locator('.graphiql-response').textContent())?.replaceAll('\u00a0', ' ') ?? '';
  const me = (token: string) => requestGraphQL(platform.url, '{ me { id } }', {}, token);

  test('signs in, searches, books and watches with the operations that it opens with', async () => {
    const { accessToken, account } = await signIn();
    expect(account.id).toBe(passenger.id);

    const found = (await (await run('SearchTrips')).json()).data.trips.edges;
    const trip = found.find(({ node }: { node: { availableSeats: number } }) => node.availableSeats > 1).node;

    await setVariables({ tripId: trip.id });
    const watch = run('WatchTrip');
    await until(async () => (await shown()).includes(`"availableSeats": ${trip.availableSeats}`), 30_000);
    expect((await watch).request().headers().authorization).toBe(`Bearer ${accessToken}`);
    await page.locator('[aria-label^="Stop query"]').click();

    const booked = await (await run('BookSeats')).json();
    expect(booked.data.bookSeats).toMatchObject({
      bookings: [{ status: 'PENDING' }],
      trip: { availableSeats: trip.availableSeats - 1 },
    });

    await run('WatchMyBookings');
    await requestGraphQL(
      platform.url,
      'mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { booking { id } } }',
      { id: booked.data.bookSeats.bookings[0].id },
      accessToken,
    );
    await until(async () => (await shown()).includes('"status": "CANCELLED"'), 30_000);
    expect(problems).toEqual([]);
  }, 120_000);

  test('opens with the operations that Sandbox opens with', async () => {
    const sandbox = await (await fetch(platform.url, { headers: { accept: 'text/html' } })).text();
    const [, state] = /initialState: (\{.*\}),/.exec(sandbox) ?? [];
    expect(JSON.parse(state ?? '').document).toContain('mutation SignIn(');
    const kept = () => page.evaluate(() => sessionStorage.getItem('graphiql:tabState'));
    await until(async () => (await kept())?.includes('mutation SignIn(') ?? false, 30_000);
  }, 120_000);

  test('stays signed in in its browser tab alone, until it signs out', async () => {
    const { accessToken } = await signIn();
    await open();
    await viewer(signedIn);
    expect(await page.getByRole('tab').allTextContents()).toEqual([expect.stringContaining('SignIn')]);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe('{}');
    const other = await context.newPage();
    await other.goto(page.url());
    expect(await other.locator('#viewer').textContent()).toBe(signedOut);

    await page.locator('#sign-out').click();
    await viewer(signedOut);
    expect(JSON.stringify(await page.evaluate(() => Object.values(sessionStorage)))).not.toContain(accessToken);
    await until(async () => (await me(accessToken)).status === 401, 30_000);
  }, 120_000);

  test('opens with the query, the variables and the headers of its URL, and removes them from the address', async () => {
    const admin = await platform.signInAdmin();
    await open({
      query: 'query ReadAccount($id: ID!) { account(id: $id) { fullName type } }',
      variables: JSON.stringify({ id: passenger.id }),
      headers: JSON.stringify({ Authorization: `Bearer ${admin}` }),
    });
    expect(page.url()).toBe(new URL('/graphiql', platform.url).href);
    expect((await (await run('ReadAccount', false)).json()).data.account).toMatchObject({ type: 'PASSENGER' });
    expect(problems).toEqual([]);
  }, 120_000);
});
