import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runningServerPid } from '#platform/embedded-postgres/embedded-postgres.ts';
import { isAlive } from '#platform/run/process-alive.ts';
import { projectRoot } from '#platform/settings.ts';
import { until } from './until.ts';

/** The PATH without the Node that is installed in the project. */
export const pathWithoutProjectNode = (): string =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((entry) => !entry.includes('node_modules'))
    .join(path.delimiter);

/** A running command, in a process group of its own as a terminal starts it. */
export interface Command {
  /** Everything printed so far to stdout and stderr. */
  output(): string;
  /** Waits until the output contains the text. Throws if the process exits first, or after `patience` milliseconds. */
  prints(text: string, patience?: number): Promise<void>;
  /** Resolves to the exit code, or the signal that ended the process. */
  exited(): Promise<number | NodeJS.Signals | null>;
  /** Sends a signal to the whole group, as Ctrl-C does. */
  signalGroup(signal: NodeJS.Signals): void;
  /** Sends a signal to the process only, as an init system does. */
  signal(signal: NodeJS.Signals): void;
  pid: number;
}

const running = new Set<ChildProcess>();

/** Makes a run that measures coverage record the processes, too; not those that run another Node. */
function recording(environment: Record<string, string>): Record<string, string> {
  const { COVERAGE_DIR } = process.env;
  if (!COVERAGE_DIR || environment.PATH) return {};
  const recorder = path.join(projectRoot, 'scripts', 'coverage', 'record-process.ts');
  return { COVERAGE_DIR, NODE_OPTIONS: `--import=${pathToFileURL(recorder).href}` };
}

/** The variables that set npm's registry, cache, certificates and proxy. */
const npmVariables =
  /^(npm_config_(registry|cache|cafile|ca|proxy|https_proxy|noproxy)|node_extra_ca_certs|(https?|no)_proxy)$/i;

/** The part of the environment with which npm installs packages. */
function npmEnvironment(): Record<string, string> {
  const all = Object.entries(process.env);
  return Object.fromEntries(all.flatMap(([name, value = '']) => (npmVariables.test(name) ? [[name, value]] : [])));
}

/**
 * Starts a command in `cwd`, by default the root of the project, with `input` on stdin. It inherits only PATH, HOME and
 * what npm needs to install packages from the environment.
 */
export function command(
  file: string,
  args: string[],
  environment: Record<string, string> = {},
  { cwd = projectRoot, input = '' }: { cwd?: string; input?: string } = {},
): Command {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(file, args, {
    cwd,
    detached: true,
    stdio: 'pipe',
    env: { PATH, HOME, ...npmEnvironment(), ...recording(environment), ...environment },
  });
  running.add(child);
  // A command that does not read stdin may exit before the input is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let output = '';
  const append = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', append);
  child.stderr.on('data', append);
  let isOver = false;
  const exit = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      isOver = true;
      resolve(code ?? signal);
    });
  });
  return {
    output: () => output,
    prints: async (text, patience = 30_000) => {
      await until(() => output.includes(text) || isOver, patience);
      if (!output.includes(text)) throw new Error(`the process exited without printing "${text}":\n${output}`);
    },
    exited: () => exit,
    signalGroup: (signal) => void process.kill(-(child.pid as number), signal),
    signal: (signal) => void child.kill(signal),
    pid: child.pid as number,
  };
}

/** Returns the ids of the child processes, from Linux's `/proc`. None if the process has exited. */
export function childPids(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Kills every command that is still running, with its process group. */
export async function killCommands(): Promise<void> {
  for (const child of running) {
    try {
      process.kill(-(child.pid as number), 'SIGKILL');
    } catch {
      // It exited in the meantime.
    }
  }
  await until(() => running.size === 0);
}

/** Stops the PostgreSQL that a killed platform or test run left on a data folder. */
export async function stopPostgres(dataDir: string): Promise<void> {
  const pid = runningServerPid(dataDir);
  if (pid === undefined) return;
  process.kill(pid, 'SIGQUIT');
  await until(() => !isAlive(pid));
}
