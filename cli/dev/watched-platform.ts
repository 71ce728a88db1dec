import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Running } from '#platform/run/lifecycle.ts';
import { type Environment, projectRoot } from '#platform/settings.ts';

/** The parts of the platform: code, schemas, message files and settings. */
const watched = ['.env', 'cli', 'contract', 'gateway', 'migrations', 'platform', 'subgraphs'];

/**
 * Runs `masar start` under Node's watch mode, which restarts it when a file below a watched path changes. Calls `onEnd` when the watching
 * process ends before it is stopped.
 */
export function startWatchedPlatform(environment: Environment, onEnd: () => void): Running {
  const paths = watched.map((name) => path.join(projectRoot, name)).filter((name) => existsSync(name));
  const watchArguments = ['--watch', '--watch-preserve-output', ...paths.map((name) => `--watch-path=${name}`)];
  const child = spawn(process.execPath, [...watchArguments, path.join(projectRoot, 'cli', 'main.ts'), 'start'], {
    cwd: projectRoot,
    env: environment,
    stdio: 'inherit',
  });
  let stopping = false;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', () => {}); // 'close' follows.
  void ended.then(() => {
    if (!stopping) onEnd();
  });
  return {
    stop: () => {
      stopping = true;
      child.kill('SIGTERM');
      return ended;
    },
  };
}
