import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '#platform/settings.ts';

export const prometheusFolder = path.join(projectRoot, 'deploy', 'prometheus');
const dashboardsFolder = path.join(projectRoot, 'deploy', 'grafana', 'dashboards');

/** A rule of Prometheus: an alert, or a recorded series. */
export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** The files of a folder of deploy/prometheus, by their names. */
export function prometheusFiles(folder: 'rules' | 'tests'): string[] {
  return readdirSync(path.join(prometheusFolder, folder)).map((name) => path.join(prometheusFolder, folder, name));
}

/** The rules of all files. */
export function readRules(): Rule[] {
  const files = prometheusFiles('rules').map((file) => parse(readFileSync(file, 'utf8')));
  return files.flatMap(({ groups }) => groups.flatMap(({ rules }: { rules: Rule[] }) => rules));
}

/** The dashboards of Grafana, by the names of their files. */
export function readDashboards(): Map<string, unknown> {
  const names = readdirSync(dashboardsFolder);
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(path.join(dashboardsFolder, name), 'utf8'))]));
}

/** The expressions of all panels. */
export function expressionsOf(dashboard: unknown): string[] {
  const { panels } = dashboard as { panels: { targets: { expr: string }[] }[] };
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

const keywords = new Set(['and', 'or', 'unless', 'offset', 'bool', 'inf', 'nan']);

/** The names of the series that an expression of Prometheus reads. */
export function seriesIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/"[^"]*"|'[^']*'/g, '')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replaceAll(/\b\d[\w.]*/g, ' ');
  const names = [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)].map(([name]) => name);
  return names.filter((name) => !keywords.has(name));
}
