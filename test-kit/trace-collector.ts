import { json } from 'node:stream/consumers';
import { startHttpServer, type TestHttpServer } from './http-server.ts';

/** A span as a collector receives it. */
export interface CollectedSpan {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  /** As OTLP numbers them: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  attributes: Record<string, unknown>;
  /** The ids of the spans that it refers to. */
  links: string[];
  /** 2 for a failure. */
  status: number;
}

/** A collector of traces, which takes OTLP in JSON. */
export interface TraceCollector {
  /** The settings of a service that sends its traces here. */
  environment: Record<string, string>;
  /** The value of OTEL_EXPORTER_OTLP_TRACES_ENDPOINT. */
  url: string;
  spans: CollectedSpan[];
  /** Everything that was received, as text. */
  received(): string;
  stop(): Promise<void>;
}

interface Value {
  stringValue?: string;
  intValue?: number | string;
  boolValue?: boolean;
  doubleValue?: number;
}

type Attributes = { key: string; value: Value }[];

interface Request {
  resourceSpans: {
    resource: { attributes: Attributes };
    scopeSpans: {
      spans: (Pick<CollectedSpan, 'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'kind'> & {
        attributes: Attributes;
        links?: { spanId: string }[];
        status?: { code?: number };
      })[];
    }[];
  }[];
}

const recordOf = (attributes: Attributes): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const requests: Request[] = [];
  const server: TestHttpServer = await startHttpServer(async (incoming, response) => {
    const request = (await json(incoming)) as Request;
    requests.push(request);
    for (const { resource, scopeSpans } of request.resourceSpans) {
      const service = String(recordOf(resource.attributes)['service.name']);
      for (const { attributes, links = [], status, ...span } of scopeSpans.flatMap((each) => each.spans)) {
        spans.push({
          ...span,
          service,
          parentSpanId: span.parentSpanId || undefined,
          attributes: recordOf(attributes),
          links: links.map(({ spanId }) => spanId),
          status: status?.code ?? 0,
        });
      }
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  const url = `${server.origin}/v1/traces`;
  return {
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.origin,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_SAMPLER_ARG: '1',
      OTEL_BSP_SCHEDULE_DELAY: '1',
    },
    url,
    spans,
    received: () => JSON.stringify(requests),
    stop: () => server.stop(),
  };
}

/** The names of a span and of those above it, up to the root: `gateway POST /graphql`. */
export function lineOf(spans: readonly CollectedSpan[], span: CollectedSpan): string[] {
  const parent = spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
  const own = `${span.service} ${span.name}`;
  return parent ? [own, ...lineOf(spans, parent)] : [own];
}
