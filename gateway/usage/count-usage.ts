import { systemClock } from '#platform/clock.ts';
import type { Metrics } from '#platform/http/metrics.ts';
import type { Log } from '#platform/log.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import type { UsageSettings } from './settings.ts';
import { UsageCounter } from './usage-counter.ts';

/** Counts the use of the schema and stores it in the registry. Counts nothing without a registry. */
export async function countUsage(
  { registry, interval, retentionDays }: UsageSettings,
  { lifecycle, metrics, log }: { lifecycle: Lifecycle; metrics: Metrics; log: Log },
): Promise<Pick<UsageCounter, 'count'>> {
  if (registry === null) return { count: () => {} };
  // They need the ORM, without which a gateway that does not count starts sooner.
  const { openRegistry } = await import('../../registry/open-registry.ts');
  const { UsageReporter } = await import('./usage-reporter.ts');
  const reports = metrics.counter('usage_requests_total', 'Requests of which the use was counted', ['outcome']);
  const counter = new UsageCounter();
  const reporter = new UsageReporter({
    counter,
    open: () => openRegistry(registry, log),
    interval,
    retentionDays,
    clock: systemClock,
    log,
    onReport: (outcome, requests) => reports.inc({ outcome }, requests),
  });
  lifecycle.add('usage', reporter);
  return counter;
}
