import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { startTestPlatform } from '#test-kit/platform.ts';
import { subgraphNames } from '../subgraphs/list.ts';

/** Metrics of Node and of the process, which the library names. */
const standard = /^(?:process|nodejs)_/;

/** Served only under other settings than those of the test. */
const bySettings = ['rate_limits_without_redis', 'redis_connected'];

test('the document of metrics lists those that the services serve, and no others', async () => {
  const platform = await startTestPlatform();
  try {
    const urls = [platform.url, ...subgraphNames.map((name) => platform.urlOf(name))];
    const texts = await Promise.all(urls.map(async (url) => (await fetch(new URL('/metrics', url))).text()));
    const served = texts.flatMap((text) => [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name));
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
