/** Returns the number of subscriptions that the service at this URL currently serves, from its metrics. */
export async function liveSubscriptions(url: string): Promise<number> {
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  return Number(/^live_subscriptions(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1] ?? -1);
}
