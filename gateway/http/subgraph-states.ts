import { z } from 'zod';
import { type Check, checkHealth, checkTimeout, type HealthReport, type State } from '#platform/http/health.ts';

/** The time that a report is kept, in milliseconds: many checks of the gateway are one of its subgraphs. */
const keepTime = 1_000;

/** The report of a subgraph of the platform. One that drains serves what it has, but is on its way down. */
const ownReport = z.object({
  status: z.enum(['up', 'down', 'draining', 'overloaded']).transform((status) => (status === 'up' ? 'up' : 'down')),
  checks: z.record(z.string(), z.object({ status: z.enum(['up', 'down']) })).optional(),
});

/** The state of each subgraph: its own report where it has one, and otherwise whether it answers a query. */
export class SubgraphStates {
  readonly #urls: () => ReadonlyMap<string, string>;
  #last: { urls: ReadonlyMap<string, string>; time: number; report: Promise<HealthReport> } | undefined;

  /** @param urls the subgraphs of the moment. A reload replaces the map. */
  constructor(urls: () => ReadonlyMap<string, string>) {
    this.#urls = urls;
  }

  /** All calls within a second get the same report, unless the subgraphs have changed. */
  report(): Promise<HealthReport> {
    const [urls, time] = [this.#urls(), performance.now()];
    if (this.#last?.urls !== urls || time - this.#last.time > keepTime) {
      const checks = [...urls].map(([name, url]): [string, Check] => [name, () => stateOf(new URL(url))]);
      this.#last = { urls, time, report: checkHealth(Object.fromEntries(checks)) };
    }
    return this.#last.report;
  }
}

/** Rejects when the subgraph does not answer. */
async function stateOf(url: URL): Promise<State> {
  const signal = AbortSignal.timeout(checkTimeout);
  const reported = await fetch(new URL('/health/ready', url), { signal });
  const own = ownReport.safeParse(await reported.json().catch(() => null));
  if (own.success) return own.data;
  const headers = { 'content-type': 'application/json' };
  const answered = await fetch(url, { method: 'POST', headers, body: '{"query":"{__typename}"}', signal });
  await answered.json();
  return { status: 'up' };
}
