import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../platform/settings.ts';
import { until } from './watch.ts';

/** A command of the project's in a process group of its own, as a terminal starts it. */
export interface Command {
  /** What it has printed, on both outputs. */
  output(): string;
  /** Waits for a text in what it prints. Throws when the process ends before. */
  says(text: string, patience?: number): Promise<void>;
  /** Waits for its end: the exit code, or the signal. */
  ended(): Promise<number | NodeJS.Signals | null>;
  /** Sends a signal to the whole group, as Ctrl-C does. */
  signalGroup(signal: NodeJS.Signals): void;
  pid: number;
}

const running = new Set<ChildProcess>();

/** Starts a command at the project's root, or in `cwd`; of the environment it gets what it needs to run, and `environment`. */
export function command(
  file: string,
  args: string[],
  environment: Record<string, string> = {},
  cwd = projectRoot,
): Command {
  const { PATH = '', HOME = '', npm_config_cache: cache } = process.env;
  const child = spawn(file, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, ...(cache ? { npm_config_cache: cache } : {}), ...environment },
  });
  running.add(child);
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const end = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal);
    });
  });
  return {
    output: () => printed,
    says: async (text, patience = 30_000) => {
      await until(() => printed.includes(text) || child.exitCode !== null, patience);
      if (!printed.includes(text)) throw new Error(`ended without saying "${text}":\n${printed}`);
    },
    ended: () => end,
    signalGroup: (signal) => void process.kill(-(child.pid as number), signal),
    pid: child.pid as number,
  };
}

/** Ends whatever a test has left running. */
export async function endCommands(): Promise<void> {
  for (const child of running) {
    try {
      process.kill(-(child.pid as number), 'SIGKILL');
    } catch {
      // Gone by itself.
    }
  }
  await until(() => running.size === 0);
}

/** The process id of the PostgreSQL on a data folder, if its file tells one. */
export function postgresOf(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
