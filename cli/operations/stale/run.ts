import type { Environment } from '#platform/settings.ts';
import type { ManifestOperation } from '../../../gateway/admission/persisted/manifest.ts';
import { otherOperation } from '../../../gateway/usage/usage-day.ts';
import { readCountedRequests } from '../../../registry/usage/read-operation-use.ts';
import { CannotRun } from '../../schema/cannot-run.ts';
import { withRegistry } from '../../schema/registry.ts';
import { firstDayOf, noTraffic, trafficFailures } from '../../schema/traffic/read-traffic.ts';
import type { ManifestTarget } from '../target.ts';
import { type StaleReport, staleReportAsJson, staleReportAsText } from './report.ts';
import { staleOperations } from './stale-operations.ts';

export interface StaleInput {
  /** The days in which an operation has to be used, today included. */
  days: number;
  now: Date;
  isJson: boolean;
}

/** Prints the published operations that the counted traffic has not used. Returns the exit code. */
export async function runStale(
  environment: Environment,
  target: ManifestTarget | undefined,
  input: StaleInput,
): Promise<0 | 2> {
  try {
    if (!target)
      throw new CannotRun(
        'name the manifest: --manifest FILE, or redis with REDIS_URL, or PERSISTED_OPERATIONS_MANIFEST',
      );
    const report = await read(environment, await publishedIn(target), input);
    console.log(input.isJson ? staleReportAsJson(report) : staleReportAsText(report));
    return 0;
  } catch (error) {
    console.error('operations stale could not run:', error instanceof CannotRun ? error.message : error);
    return 2;
  }
}

async function publishedIn(target: ManifestTarget): Promise<ManifestOperation[]> {
  try {
    return await target.read();
  } catch (error) {
    throw new CannotRun(`can't read the manifest in ${target.name}: ${(error as Error).message}`, { cause: error });
  }
}

async function read(
  environment: Environment,
  published: ManifestOperation[],
  { days, now }: StaleInput,
): Promise<StaleReport> {
  const firstDay = firstDayOf(days, now);
  const { counted, stale } = await withRegistry(environment, trafficFailures, async (client) => ({
    counted: await readCountedRequests(client, firstDay, otherOperation.id),
    stale: await staleOperations(client, published, firstDay),
  }));
  const { since, requests, otherRequests } = counted;
  if (since === null || requests === 0) throw noTraffic(days);
  return { days, firstDay, since, otherRequests, publishedCount: published.length, stale };
}
