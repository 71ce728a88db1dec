import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { projectRoot } from '#platform/settings.ts';
import { freePort } from './free-port.ts';
import { hasProgram } from './installed-program.ts';
import { until } from './until.ts';

const folderOfRules = path.join(projectRoot, 'deploy', 'prometheus');

/** An alert whose condition holds. */
export interface SeenAlert {
  state: 'pending' | 'firing';
  labels: Record<string, string>;
}

/** A running Prometheus. */
export interface TestPrometheus {
  alerts(): Promise<SeenAlert[]>;
  stop(): Promise<void>;
}

/** Returns whether `prometheus` is installed. If it is not, prints which tests are skipped. */
export const hasPrometheus = (skipped: string): boolean => hasProgram('prometheus', skipped);

interface Job {
  job_name: string;
  scrape_timeout?: string;
  static_configs: { targets: string[] }[];
}

/** Starts Prometheus with the configuration in `deploy/`, which reads each second, and each target at the address that `addressOf` returns. */
export async function startPrometheus(addressOf: (target: string) => string): Promise<TestPrometheus> {
  const { alerting: _, ...configuration } = parse(
    await fs.readFile(path.join(folderOfRules, 'prometheus.yml'), 'utf8'),
  );
  configuration.global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' };
  configuration.rule_files = [path.join(folderOfRules, 'rules', '*.yml')];
  for (const job of configuration.scrape_configs as Job[]) {
    delete job.scrape_timeout;
    for (const each of job.static_configs) each.targets = [...new Set(each.targets.map(addressOf))];
  }
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-prometheus-'));
  const file = path.join(folder, 'prometheus.yml');
  await fs.writeFile(file, stringify(configuration));
  const address = `127.0.0.1:${await freePort()}`;
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${address}`];
  const server = spawn('prometheus', args, { stdio: 'ignore' });
  await until(async () => (await fetch(`http://${address}/-/ready`).catch(() => null))?.ok === true, 30_000);
  return {
    alerts: async () => {
      const response = await fetch(`http://${address}/api/v1/alerts`);
      return ((await response.json()) as { data: { alerts: SeenAlert[] } }).data.alerts;
    },
    stop: async () => {
      const exited = once(server, 'exit');
      server.kill('SIGTERM');
      await exited;
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}
