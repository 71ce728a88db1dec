import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { startTestPlatform } from '#test-kit/platform.ts';
import { subgraphNames } from '../subgraphs/list.ts';
import { expressionsOf, readDashboards, readRules, seriesIn } from './sight/files.ts';

/** Metrics of Node and of the process, which the library names. */
const standard = /^(?:process|nodejs)_/;

/** Served only under other settings than those of the test. */
const bySettings = ['rate_limits_without_redis', 'redis_connected'];

/** Prometheus makes it. */
const ofPrometheus = 'up';

/** The metrics that rules and dashboards read: a histogram has three series. */
function readMetrics(served: readonly string[]): string[] {
  const expressions = [
    ...readRules().map(({ expr }) => expr),
    ...[...readDashboards().values()].flatMap(expressionsOf),
  ];
  const series = expressions.flatMap(seriesIn).filter((name) => !name.includes(':') && name !== ofPrometheus);
  return series.map((name) => (served.includes(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '')));
}

test('the document lists the metrics that the services serve, and no others, and rules and dashboards read only these', async () => {
  const platform = await startTestPlatform();
  try {
    const urls = [platform.url, ...subgraphNames.map((name) => platform.urlOf(name))];
    const texts = await Promise.all(urls.map(async (url) => (await fetch(new URL('/metrics', url))).text()));
    const served = texts.flatMap((text) => [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name));
    expect([...served, ...bySettings]).toEqual(expect.arrayContaining(readMetrics(served)));
    const document = readFileSync(path.join(projectRoot, 'docs', 'metrics.md'), 'utf8');
    const rows = document.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    );
    const names = new Set(served.filter((name) => !standard.test(name)));
    expect([...new Set(listed)].toSorted()).toEqual(
      [...names, ...bySettings.filter((name) => !names.has(name))].toSorted(),
    );
  } finally {
    await platform.stop();
  }
});
