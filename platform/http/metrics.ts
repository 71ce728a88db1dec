import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { RunningSockets } from '../graphql/sockets/socket-options.ts';
import type { Running } from '../run/lifecycle.ts';
import { LabelledHistogram } from './labelled-histogram.ts';
import { onRequestEnd } from './on-request-end.ts';
import { assertPortFree } from './port-taken.ts';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The Prometheus metrics of one service. Each service has its own registry, since several may run in one process. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests: LabelledHistogram;
  readonly errors: Counter<'code'>;

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    if (cluster.isWorker) reportToPrimary(this.registry);
    collectDefaultMetrics({ register: this.registry });
    this.requests = this.histogram('http_request_duration_seconds', 'HTTP requests served, by route and status', [
      'method',
      'route',
      'status',
    ]);
    this.errors = this.counter('graphql_errors_total', 'GraphQL errors sent to clients, by code', ['code']);
  }

  /** Measures the sockets, and adds a gauge of the live subscriptions on them and elsewhere. */
  countLive(sockets: RunningSockets, ...others: readonly Pick<RunningSockets, 'live'>[]): RunningSockets {
    const sources = [sockets, ...others];
    this.gauge('live_subscriptions', 'Live subscriptions', () => sources.reduce((sum, each) => sum + each.live(), 0));
    this.gauge('websocket_connections', 'Open WebSockets', () => sockets.counts().sockets);
    new Counter({
      name: 'websocket_frames_total',
      help: 'Frames on WebSockets, by direction',
      labelNames: ['direction'],
      registers: [this.registry],
      collect() {
        const { received, sent } = sockets.counts();
        this.reset();
        this.inc({ direction: 'received' }, received);
        this.inc({ direction: 'sent' }, sent);
      },
    });
    return sockets;
  }

  /** `bounds` are the upper bounds of its buckets: by default those of times in seconds. */
  histogram(
    name: string,
    help: string,
    labelNames: readonly string[],
    bounds: readonly number[] = buckets,
  ): LabelledHistogram {
    return new LabelledHistogram({ name, help, labelNames, bounds, registry: this.registry });
  }

  counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** Adds a gauge whose value is read at each scrape. */
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

  /**
   * Adds gauges that are read together, at a scrape, at most once a second. A reading that fails or takes longer than a second leaves them
   * without a value.
   */
  readings<Name extends string>(
    helps: Readonly<Record<Name, string>>,
    read: () => Promise<Record<Name, number>>,
  ): void {
    const current = sharedReading(read);
    for (const name of Object.keys(helps) as Name[]) {
      new Gauge({
        name,
        help: helps[name],
        registers: [this.registry],
        async collect() {
          this.reset();
          const values = await current();
          if (values) this.set(values[name]);
          else this.remove();
        },
      });
    }
  }

  /** Adds a gauge with a label, and returns the function that sets it. Of several processes the highest value counts. */
  labelledGauge(name: string, help: string, label: string): (value: string, to: number) => void {
    const gauge = new Gauge({ name, help, labelNames: [label], aggregator: 'max', registers: [this.registry] });
    return (value, to) => gauge.set({ [label]: value }, to);
  }

  /** Times the requests of the app, streams excluded, labelled by their route's pattern: paths would make an unlimited number of labels. */
  observe(app: FastifyInstance): void {
    onRequestEnd(app, ({ request, reply, status, milliseconds }) => {
      if (reply.isStream) return;
      const route = request.routeOptions.url ?? 'none';
      this.requests.observe([request.method, route, String(status)], milliseconds / 1_000);
    });
  }

  addRoute(app: FastifyInstance): void {
    addMetricsRoute(app, this.registry.contentType, () => this.registry.metrics());
  }

  /** Serves only `/metrics`, on a port of its own, as in production. Throws PortTaken. */
  listen(port: number, host: string): Promise<Running> {
    return serve(port, host, (app) => this.addRoute(app));
  }
}

/** Milliseconds for which a reading is used, and which it may take. */
const readingTime = 1_000;

/** Returns null instead of a reading that fails or takes too long. */
function sharedReading<Value>(read: () => Promise<Value>): () => Promise<Value | null> {
  let reading: Promise<Value | null> | undefined;
  let begun = Number.NEGATIVE_INFINITY;
  return () => {
    if (!reading || performance.now() - begun > readingTime) {
      begun = performance.now();
      const late = sleep(readingTime, null, { ref: false });
      reading = Promise.race([read(), late]).catch(() => null);
    }
    return reading;
  };
}

/** Answers the primary's requests for this worker's metrics. */
function reportToPrimary(registry: Registry): void {
  AggregatorRegistry.setRegistries(registry);
  // Its constructor adds the listener that answers.
  new AggregatorRegistry();
}

/** Serves the sum of the metrics of this process's workers (node:cluster). Throws PortTaken. */
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
