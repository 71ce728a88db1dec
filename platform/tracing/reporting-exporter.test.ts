import { expect, test } from '@jest/globals';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { createLog } from '../log.ts';
import { ReportingExporter } from './reporting-exporter.ts';

type Result = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** An exporter that returns these results, and the lines that are logged about them. */
function exporterOf(results: Result[], now: () => number) {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => lines.push(line) } });
  const exporter: SpanExporter = {
    export: (_spans, onResult) => onResult(results.shift() as Result),
    shutdown: async () => {},
  };
  return { lines, exporter: new ReportingExporter(exporter, log, now) };
}

const failure = (): Result => ({
  code: 1,
  error: Object.assign(new Error('of +966500000001'), { code: 'ECONNREFUSED' }),
});
const spans = [{}, {}] as ReadableSpan[];

test('a failure is logged once a minute, by its code', () => {
  let now = 0;
  const { exporter, lines } = exporterOf([failure(), failure(), failure(), { code: 0 }], () => now);
  const codes: number[] = [];
  for (const at of [0, 59_999, 60_000, 200_000]) {
    now = at;
    exporter.export(spans, ({ code }) => codes.push(code));
  }
  expect(codes).toEqual([1, 1, 1, 0]);
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: 'ECONNREFUSED', spans: 2 });
  expect(lines.join()).not.toContain('966');
});
