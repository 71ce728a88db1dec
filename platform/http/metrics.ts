import cluster from 'node:cluster';
import Fastify, { type FastifyInstance } from 'fastify';
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RunningSockets } from '../graphql/web-socket.ts';
import type { Running } from '../run/lifecycle.ts';
import { assertPortFree } from './port-taken.ts';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What one service counts, for Prometheus. A registry of its own, so that several services in one process stay apart. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly errors: Counter<'code'>;

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    if (cluster.isWorker) tellPrimary(this.registry);
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'HTTP requests served, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers: [this.registry],
    });
    this.errors = new Counter({
      name: 'graphql_errors_total',
      help: 'GraphQL errors sent to clients, by code',
      labelNames: ['code'],
      registers: [this.registry],
    });
  }

  /** Counts the subscriptions that the sockets deliver. */
  countLive(sockets: RunningSockets): RunningSockets {
    this.gauge('live_subscriptions', 'Subscriptions being delivered', () => sockets.live());
    return sockets;
  }

  histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames: [...labelNames], buckets, registers: [this.registry] });
  }

  /** A figure that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Times every request of the app by its route's pattern, never by its path. */
  observe(app: FastifyInstance): void {
    app.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'none';
      this.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    });
  }

  addRoute(app: FastifyInstance): void {
    addMetricsRoute(app, this.registry.contentType, () => this.registry.metrics());
  }

  /** Serves `/metrics` alone, on a port of its own: where production has it. */
  listen(port: number, host: string): Promise<Running> {
    return serve(port, host, (app) => this.addRoute(app));
  }
}

/** What a worker counts is asked for by its primary. */
function tellPrimary(registry: Registry): void {
  AggregatorRegistry.setRegistries(registry);
  // The first one that is made begins to answer.
  new AggregatorRegistry();
}

/** Serves what this process's workers (node:cluster) count, added up. Throws PortTaken. */
export function serveMetricsOfWorkers(port: number, host: string): Promise<Running> {
  const all = new AggregatorRegistry();
  return serve(port, host, (app) => addMetricsRoute(app, all.contentType, () => all.clusterMetrics()));
}

function addMetricsRoute(app: FastifyInstance, contentType: string, read: () => Promise<string>): void {
  app.get('/metrics', async (_request, reply) => {
    reply.type(contentType);
    return read();
  });
}

async function serve(port: number, host: string, addRoutes: (app: FastifyInstance) => void): Promise<Running> {
  await assertPortFree(port, host, 'metrics');
  const app = Fastify();
  addRoutes(app);
  await app.listen({ port, host });
  return { stop: () => app.close() };
}
