import type { FastifyInstance } from 'fastify';
import type { Drain } from '../run/drain.ts';

/** Rejects when the dependency is down. */
export type Check = () => Promise<void>;

/** The time-out of a check, in milliseconds: shorter than that of an orchestrator. */
const checkTimeout = 2_000;

export interface HealthReport {
  status: 'up' | 'down';
  checks: Record<string, { status: 'up' | 'down' }>;
}

/** Runs all checks at once. One that fails or exceeds `timeout` milliseconds is down, and so is the report. */
export async function checkHealth(
  checks: Record<string, Check>,
  timeout: number = checkTimeout,
): Promise<HealthReport> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, { status: await outcome(check, timeout) }] as const),
  );
  const status = results.every(([, result]) => result.status === 'up') ? 'up' : 'down';
  return { status, checks: Object.fromEntries(results) };
}

async function outcome(check: Check, timeout: number): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('too slow')), timeout);
    });
    await Promise.race([check(), late]);
    return 'up';
  } catch {
    return 'down';
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Adds `/health/live`, which answers while the process runs, and `/health/ready`, which is 503 when a check fails, and from the moment when
 * the process drains. `checks` is called for each request, since dependencies may change. With `details`, the answer has the state of each
 * check.
 */
export function addHealthRoutes(
  app: FastifyInstance,
  checks: () => Record<string, Check>,
  details: boolean,
  drain: Pick<Drain, 'began'>,
): void {
  app.get('/health/live', async () => ({ status: 'up' }));
  app.get('/health/ready', async (_request, reply) => {
    if (drain.began) return reply.code(503).send({ status: 'draining' });
    const report = await checkHealth(checks());
    reply.code(report.status === 'up' ? 200 : 503);
    return details ? report : { status: report.status };
  });
}
