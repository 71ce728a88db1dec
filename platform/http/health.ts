import type { FastifyInstance } from 'fastify';

export interface State {
  status: 'up' | 'down';
  /** The parts on which it depends. */
  checks?: Record<string, State> | undefined;
}

/** Returns the state of a dependency. It may also reject when the dependency is down. */
export type Check = () => Promise<State>;

/** The time-out of a check, in milliseconds: shorter than that of an orchestrator. */
export const checkTimeout = 2_000;

export interface HealthReport extends State {
  checks: Record<string, State>;
}

/** Runs all checks at once. One that fails or exceeds `timeout` milliseconds is down, and so is the report. */
export async function checkHealth(
  checks: Record<string, Check>,
  timeout: number = checkTimeout,
): Promise<HealthReport> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcome(check, timeout)] as const),
  );
  const status = results.every(([, result]) => result.status === 'up') ? 'up' : 'down';
  return { status, checks: Object.fromEntries(results) };
}

async function outcome(check: Check, timeout: number): Promise<State> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('too slow')), timeout);
    });
    return await Promise.race([check(), late]);
  } catch {
    return { status: 'down' };
  } finally {
    clearTimeout(timer);
  }
}

export interface HealthOptions {
  /** The conditions in which the process should receive no requests, such as `draining`, and whether each holds now. */
  unready: Readonly<Record<string, () => boolean>>;
  /** The state of the dependencies. */
  report: () => Promise<HealthReport>;
  /** Whether the process is ready only while its dependencies are up. */
  requiresDependencies: boolean;
  /** Whether the response has the state of each dependency. */
  details: boolean;
}

/**
 * Adds `/health/live`, which answers while the process runs, and `/health/ready`, which is 503 while one of the conditions holds, and, if
 * dependencies are required, while one is down.
 */
export function addHealthRoutes(app: FastifyInstance, options: HealthOptions): void {
  const { unready, report, requiresDependencies, details } = options;
  app.get('/health/live', async () => ({ status: 'up' }));
  app.get('/health/ready', async (_request, reply) => {
    const condition = Object.keys(unready).find((name) => unready[name]?.());
    if (condition !== undefined) return reply.code(503).send({ status: condition });
    if (!requiresDependencies && !details) return { status: 'up' };
    const { status: ofDependencies, checks } = await report();
    const status = requiresDependencies ? ofDependencies : 'up';
    reply.code(status === 'up' ? 200 : 503);
    return details ? { status, checks } : { status };
  });
}
