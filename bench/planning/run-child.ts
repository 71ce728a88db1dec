import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildInput, ChildLine } from './outcome.ts';

/** Milliseconds after which a contestant is stopped. */
const cutOff = 10_000;
/** Megabytes of a contestant's heap. */
const heap = 1_500;

const child = path.join(import.meta.dirname, 'child.ts');

/** Plans in child processes. When one takes too long, or ends, another continues with what comes after. */
export async function planInChildren(input: ChildInput, file: string): Promise<ChildLine[]> {
  const lines: ChildLine[] = [];
  let left = input;
  while (left.workloads.length > 0) {
    const { done, unfinished, reason } = await runOnce(left, file);
    lines.push(...done);
    if (unfinished === undefined) {
      if (reason !== null) throw new Error(`${input.contestant}: ${reason}`);
      return lines;
    }
    lines.push({ name: unfinished, kind: 'failed', reason: reason ?? 'ended without a plan' });
    left = without(left, new Set(lines.map(({ name }) => name)));
  }
  return lines;
}

interface ChildRun {
  done: ChildLine[];
  /** What was begun last, if it was not finished. */
  unfinished: string | undefined;
  reason: string | null;
}

async function runOnce(input: ChildInput, file: string): Promise<ChildRun> {
  await writeFile(file, JSON.stringify(input));
  const running = spawn(process.execPath, [`--max-old-space-size=${heap}`, child, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(running, 'exit');
  let output = '';
  running.stderr.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-2_000);
  });
  const done: ChildLine[] = [];
  let unfinished: string | undefined;
  let reason: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  for await (const text of createInterface(running.stdout)) {
    const line = JSON.parse(text) as ChildLine;
    clearTimeout(timer);
    if (line.kind !== 'begun') {
      done.push(line);
      unfinished = undefined;
      continue;
    }
    unfinished = line.name;
    timer = setTimeout(() => {
      reason = `cut off after ${cutOff / 1_000} s`;
      running.kill('SIGKILL');
    }, cutOff);
  }
  clearTimeout(timer);
  const [code] = await exited;
  if (code !== 0) reason ??= /heap out of memory/.test(output) ? `takes more than ${heap} MB of heap` : output;
  return { done, unfinished, reason };
}

function without({ contestant, workloads }: ChildInput, names: ReadonlySet<string>): ChildInput {
  const left = workloads.map(({ planned, ...workload }) => ({
    ...workload,
    planned: planned.filter(({ name }) => !names.has(name)),
  }));
  return { contestant, workloads: left.filter(({ planned }) => planned.length > 0) };
}
