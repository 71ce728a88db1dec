import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** The median of the rounds, with the extremes. */
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
  /** Each is the median of the ratios of the rounds. */
  ratios: Record<string, number>;
}

/** Returns the median, least and greatest value, to three significant digits. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: round(median(values)), min: round(Math.min(...values)), max: round(Math.max(...values)) };
}

/** Returns the median of the ratios of each round. */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): number {
  return round(median(numerators.map((value, index) => value / (denominators[index] ?? Number.NaN))));
}

/** Returns the value below which this share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Prints the table without writing a file, for a partial benchmark. */
export function printReport({ rows, ratios }: Report): void {
  for (const { name, ...figures } of rows) {
    const cells = Object.entries(figures).map(([figure, value]) =>
      typeof value === 'string' ? `${figure} ${value}` : `${figure} ${value.median} (${value.min} to ${value.max})`,
    );
    console.log(`${name.padEnd(28)} ${cells.join(', ')}`);
  }
  for (const [ratio, value] of Object.entries(ratios)) console.log(`${ratio.padEnd(28)} ${value}`);
}

/** Prints the table and writes `bench/results/NAME.json`. The caller has checked that the measured answers are right. */
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
