import { z } from 'zod';
import { setting } from '../settings.ts';
import { type Sampling, samplerNames, samplingOf } from './sampler.ts';

const protocols = ['http/protobuf', 'http/json'] as const;

/** A server as the specification of OTLP gives it. */
const defaultEndpoint = 'http://localhost:4318';

/** OpenTelemetry's own variables, with its names and meanings. The defaults of the sampler are ours: OpenTelemetry records every trace. */
export const tracingVariables = {
  OTEL_SDK_DISABLED: setting.flag().default(false),
  OTEL_SERVICE_NAME: setting.text().optional(),
  OTEL_TRACES_EXPORTER: setting.oneOf(['otlp', 'none']).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting.url('http', 'https').optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting.url('http', 'https').optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: setting.oneOf(protocols).optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: setting.oneOf(protocols).optional(),
  OTEL_TRACES_SAMPLER: setting.oneOf(samplerNames).default('parentbased_traceidratio'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(?:0|1|0?\.\d{1,9}|1\.0+)$/, 'must be a number from 0 to 1')
    .transform(Number)
    .default(0.01),
  OTEL_BSP_MAX_QUEUE_SIZE: setting.whole(1, 1_000_000).default(2_048),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: setting.whole(1, 1_000_000).default(512),
  OTEL_BSP_SCHEDULE_DELAY: setting.whole(1, 600_000).default(5_000),
};

/** How a service records and exports traces. */
export interface TracingSettings {
  /** The name of the service in traces; by default its own. */
  serviceName: string | undefined;
  /** The URL that spans are sent to. */
  url: string;
  protocol: (typeof protocols)[number];
  sampling: Sampling;
  /** Spans that wait to be sent. More are dropped. */
  queueSize: number;
  /** Spans in one request. */
  batchSize: number;
  /** Milliseconds from the end of a span until it is sent. */
  delay: number;
}

/** Null unless the variables name an exporter or where it sends to. */
export function tracingSettingsOf(value: z.output<z.ZodObject<typeof tracingVariables>>): TracingSettings | null {
  const {
    OTEL_TRACES_EXPORTER: exporter,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint,
  } = value;
  const isNamed = exporter !== undefined || endpoint !== undefined || tracesEndpoint !== undefined;
  if (value.OTEL_SDK_DISABLED || exporter === 'none' || !isNamed) return null;
  return {
    serviceName: value.OTEL_SERVICE_NAME,
    url: tracesEndpoint ?? `${(endpoint ?? defaultEndpoint).replace(/\/$/, '')}/v1/traces`,
    protocol: value.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? value.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/protobuf',
    sampling: samplingOf(value.OTEL_TRACES_SAMPLER, value.OTEL_TRACES_SAMPLER_ARG),
    queueSize: value.OTEL_BSP_MAX_QUEUE_SIZE,
    batchSize: value.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
    delay: value.OTEL_BSP_SCHEDULE_DELAY,
  };
}
