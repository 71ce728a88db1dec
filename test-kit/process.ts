import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { readPostmasterFile } from '#platform/embedded-postgres/postmaster-file.ts';
import { mayBePostgres } from '#platform/embedded-postgres/process-alive.ts';
import { projectRoot } from '#platform/settings.ts';
import { until } from './until.ts';

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
  /** Sends a signal to the one process, as an init system does. */
  signal(signal: NodeJS.Signals): void;
  pid: number;
}

const running = new Set<ChildProcess>();

/**
 * Starts a command at the project's root, or in `cwd`, with `input` on its standard input; of the environment it gets what
 * it needs to run, and `environment`.
 */
export function command(
  file: string,
  args: string[],
  environment: Record<string, string> = {},
  { cwd = projectRoot, input = '' }: { cwd?: string; input?: string } = {},
): Command {
  const { PATH = '', HOME = '', npm_config_cache: cache } = process.env;
  const child = spawn(file, args, {
    cwd,
    detached: true,
    stdio: 'pipe',
    env: { PATH, HOME, ...(cache ? { npm_config_cache: cache } : {}), ...environment },
  });
  running.add(child);
  // One that does not read its input may end before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let over = false;
  const end = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      over = true;
      resolve(code ?? signal);
    });
  });
  return {
    output: () => printed,
    says: async (text, patience = 30_000) => {
      await until(() => printed.includes(text) || over, patience);
      if (!printed.includes(text)) throw new Error(`ended without saying "${text}":\n${printed}`);
    },
    ended: () => end,
    signalGroup: (signal) => void process.kill(-(child.pid as number), signal),
    signal: (signal) => void child.kill(signal),
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
  const file = readPostmasterFile(path.join(dataDir, 'postgres'));
  return file && file !== 'garbled' ? file.pid : undefined;
}

/** Ends the PostgreSQL that a killed platform or test run has left on a data folder. */
export async function endPostgres(dataDir: string): Promise<void> {
  const pid = postgresOf(dataDir);
  if (pid === undefined || !mayBePostgres(pid)) return;
  process.kill(pid, 'SIGQUIT');
  await until(() => !mayBePostgres(pid));
}
