import type { FastifyInstance } from 'fastify';
import { limits } from '../limits.ts';

export type Check = () => Promise<void>;

export interface HealthReport {
  status: 'up' | 'down';
  checks: Record<string, { status: 'up' | 'down' }>;
}

/** Runs every check at once, each with a time-out in milliseconds. What failed is down, and with it the whole. */
export async function checkHealth(
  checks: Record<string, Check>,
  timeout: number = limits.healthTimeout,
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
 * `/health/live`: this process answers. `/health/ready`: so does everything that it needs; 503 if not. What it needs
 * is looked at each time, since it may change. With `details`, the state of each part as JSON.
 */
export function addHealthRoutes(app: FastifyInstance, checks: () => Record<string, Check>, details: boolean): void {
  app.get('/health/live', async () => ({ status: 'up' }));
  app.get('/health/ready', async (_request, reply) => {
    const report = await checkHealth(checks());
    reply.code(report.status === 'up' ? 200 : 503);
    return details ? report : { status: report.status };
  });
}
