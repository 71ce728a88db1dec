import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { hasProgram } from '#test-kit/installed-program.ts';
import { expressionsOf, prometheusFiles, prometheusFolder, readDashboards } from '../sight/files.ts';

/** Runs promtool, and returns what it printed. @throws Error with its output when it fails. */
async function promtool(...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)('promtool', args);
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`promtool ${args[0]} failed:\n${stdout}${stderr}`);
  }
}

const isInstalled = hasProgram('promtool', 'the rules of Prometheus');

(isInstalled ? describe : describe.skip)('promtool', () => {
  test('accepts the configuration and its rules', async () => {
    const printed = await promtool('check', 'config', path.join(prometheusFolder, 'prometheus.yml'));
    expect(printed).toContain('6 rule files found');
  });

  test('sees each alert fire on its fault, alone, and not before', async () => {
    const printed = await promtool('test', 'rules', ...prometheusFiles('tests'));
    expect(printed.match(/SUCCESS/g)).toHaveLength(prometheusFiles('rules').length);
  });

  test('parses every expression of the dashboards', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-dashboards-'));
    try {
      const file = path.join(folder, 'rules.yml');
      const expressions = [...readDashboards().values()].flatMap(expressionsOf);
      const rules = expressions.map((expr, at) => ({ record: `panel:${at}`, expr }));
      await fs.writeFile(file, stringify({ groups: [{ name: 'panels', rules }] }));
      expect(await promtool('check', 'rules', file)).toContain(`${rules.length} rules found`);
    } finally {
      await fs.rm(folder, { recursive: true, force: true });
    }
  });
});
