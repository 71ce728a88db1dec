import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** The middle of what the rounds gave, with its extremes. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export interface Row {
  name: string;
  [figure: string]: string | Spread;
}

export interface Report {
  command: string;
  rounds: number;
  rows: Row[];
  /** Each taken within a round, then the median of the rounds. */
  ratios: Record<string, number>;
}

/** The values' median, least and greatest, to three digits that matter. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: round(median(values)), min: round(Math.min(...values)), max: round(Math.max(...values)) };
}

/** The median of round-by-round quotients. */
export function ratioOf(above: readonly number[], below: readonly number[]): number {
  return round(median(above.map((value, at) => value / (below[at] ?? Number.NaN))));
}

/** The value below which this share of them lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Prints the table, and writes nothing: a part of a benchmark is not its result. */
export function printReport({ rows, ratios }: Report): void {
  for (const { name, ...figures } of rows) {
    const told = Object.entries(figures).map(([figure, value]) =>
      typeof value === 'string' ? `${figure} ${value}` : `${figure} ${value.median} (${value.min} to ${value.max})`,
    );
    console.log(`${name.padEnd(28)} ${told.join(', ')}`);
  }
  for (const [ratio, value] of Object.entries(ratios)) console.log(`${ratio.padEnd(28)} ${value}`);
}

/** Prints the table and writes `bench/results/NAME.json`: only what was checked comes here. */
export async function writeReport(name: string, report: Report): Promise<void> {
  printReport(report);
  const { command, rounds, rows, ratios } = report;
  const [cpu] = os.cpus();
  const machine = `${os.cpus().length} x ${cpu?.model}, ${os.platform()}, Node ${process.version}`;
  const folder = path.join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const content = { command, at: new Date().toISOString(), machine, rounds, rows, ratios };
  await writeFile(path.join(folder, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

const round = (value: number): number => Number(value.toPrecision(3));
