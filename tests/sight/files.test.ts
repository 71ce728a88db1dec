import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '#platform/settings.ts';
import { expressionsOf, prometheusFiles, readDashboards, readRules, seriesIn } from './files.ts';

const alerts = readRules().flatMap((rule) => (rule.alert ? [{ ...rule, alert: rule.alert }] : []));
const recorded = readRules().flatMap(({ record }) => record ?? []);
const text = z.string().min(1);

test('every alert has a severity, a summary, a description and a section of the runbook', () => {
  const runbook = readFileSync(path.join(projectRoot, 'docs', 'runbook.md'), 'utf8');
  const sections = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  for (const { alert, labels, annotations } of alerts) {
    expect({ alert, labels, annotations }).toEqual({
      alert,
      labels: { severity: expect.stringMatching(/^(?:critical|warning)$/) },
      annotations: {
        summary: expect.any(String),
        description: expect.any(String),
        runbook_url: `docs/runbook.md#${alert.toLowerCase()}`,
      },
    });
  }
  expect(sections.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
});

test('every alert has a test of when it fires', () => {
  const files = prometheusFiles('tests').map((file) => parse(readFileSync(file, 'utf8')));
  const tests: { name: string }[] = files.flatMap((file) => file.tests);
  const tested = tests.map(({ name }) => name.split('.')[0]);
  expect(tested.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
});

test('every recorded series is used, and every used one is recorded', () => {
  const expressions = [
    ...readRules().map(({ expr }) => expr),
    ...[...readDashboards().values()].flatMap(expressionsOf),
  ];
  const used = new Set(expressions.flatMap(seriesIn).filter((name) => name.includes(':')));
  expect([...used].toSorted()).toEqual(recorded.toSorted());
});

/** What Grafana needs of a dashboard in its classic model. A field that it does not know is a mistake here. */
const panel = z.strictObject({
  id: z.int().positive(),
  type: z.enum(['timeseries']),
  title: text,
  description: z.string(),
  datasource: z.strictObject({ type: z.literal('prometheus'), uid: z.literal('prometheus') }),
  gridPos: z.strictObject({ x: z.int().min(0).max(12), y: z.int().min(0), w: z.literal(12), h: z.literal(8) }),
  fieldConfig: z.strictObject({
    defaults: z.strictObject({ unit: z.enum(['s', 'short', 'reqps', 'percentunit', 'bytes']), min: z.literal(0) }),
    overrides: z.array(z.never()),
  }),
  targets: z.array(z.strictObject({ refId: text, expr: text, legendFormat: text })).min(1),
});
const dashboard = z.strictObject({
  uid: z.string().regex(/^masar-[a-z]+$/),
  title: text,
  tags: z.array(text),
  schemaVersion: z.literal(39),
  version: z.int(),
  editable: z.literal(false),
  timezone: z.literal('browser'),
  refresh: text,
  time: z.strictObject({ from: text, to: text }),
  panels: z.array(panel).min(1),
});

test('the dashboards have the fields that Grafana needs, unique ids, and panels that do not overlap', () => {
  const dashboards = [...readDashboards()].map(([name, content]) => ({ name, ...dashboard.parse(content) }));
  expect(dashboards.map(({ name }) => name).toSorted()).toEqual(
    ['bookings', 'databases', 'events', 'gateway', 'subgraphs', 'subscriptions'].map((name) => `${name}.json`),
  );
  expect(dashboards.map(({ uid }) => `${uid.replace('masar-', '')}.json`)).toEqual(dashboards.map(({ name }) => name));
  for (const { panels } of dashboards) {
    const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(panels.length);
    expect(panels.map(({ id }) => id)).toEqual(panels.map((_, at) => at + 1));
    for (const { targets } of panels) expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  }
});

test('the example of a configuration reads each service of the production compose file', () => {
  const read = (file: string) =>
    parse(readFileSync(path.join(projectRoot, 'deploy', file), 'utf8'), { merge: true, maxAliasCount: -1 });
  const jobs: { static_configs: { targets: string[] }[] }[] = read('prometheus/prometheus.yml').scrape_configs;
  const targets = jobs.flatMap((job) => job.static_configs.flatMap((each) => each.targets));
  const services: Record<string, { environment?: Record<string, unknown> }> = read('compose.production.yml').services;
  const served = Object.entries(services).flatMap(([name, { environment }]) =>
    environment?.METRICS_PORT ? [`${name}:${environment.METRICS_PORT}`] : [],
  );
  expect(targets.toSorted()).toEqual(served.toSorted());
});
