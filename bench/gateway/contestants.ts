import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { freePort } from '#test-kit/free-port.ts';
import { until } from '#test-kit/until.ts';
import { cpuOf, processTree } from '../cpu-of.ts';

/** A gateway in its own process. */
export interface Contestant {
  name: string;
  url: string;
  /** Returns the resident memory of the process and its children, in kilobytes. */
  memory(): number;
  /** Returns the processor time of the process and its children, in milliseconds. */
  cpu(): number;
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export interface GatewayCommand {
  name: string;
  /** Returns the arguments of Node, or of `program`, that start the gateway on a port. */
  command: (port: number) => string[];
  /** A program other than Node. */
  program?: string;
  /** Whether it takes part in brief scenarios. */
  isUsual?: boolean;
  environment?: Record<string, string>;
}

/** Whether a gateway is ours, of this copy or of another. It has to start, and its answers have to be right. */
export const isOurs = (name: string): boolean => name.startsWith('ours') || name === 'beside';

export interface RunOptions {
  /** The processor cores, as for `taskset -c`. */
  cores: string;
  /** The folder for the CPU profiles that the process writes when it stops. */
  profiles?: string | undefined;
  /** More options of Node. */
  nodeOptions?: readonly string[];
}

/** Starts a gateway on some cores, and waits until it answers. Throws with its output if it exits before. */
export async function startContestant(
  { name, command, program, environment = {} }: GatewayCommand,
  { cores, profiles, nodeOptions = [] }: RunOptions,
): Promise<Contestant> {
  const port = await freePort();
  const profiling = profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
  const run = program ? [program] : [process.execPath, ...nodeOptions, ...profiling];
  const child = spawn('taskset', ['-c', cores, ...run, ...command(port)], {
    cwd: projectRoot,
    env: {
      ...{ PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', NODE_ENV: 'production' },
      // Required in production. Several gateways run at the same time.
      METRICS_PORT: String(await freePort()),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
    });
  }
  const url = `http://127.0.0.1:${port}/graphql`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${name} exited:\n${output}`);
    return answers(url);
  }, 60_000).catch((error: Error) => {
    child.kill('SIGKILL');
    throw new Error(`${name}: ${error.message}\n${output}`);
  });
  const pid = child.pid as number;
  return {
    name,
    url,
    memory: () => processTree(pid).reduce((sum, each) => sum + memoryOf(each), 0),
    cpu: () => cpuOf(processTree(pid)),
    signal: (signal) => void child.kill(signal),
    stop: () => stopProcess(child),
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const body = JSON.stringify({ query: '{ __typename }', operationName: null });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await response.text();
    return true;
  } catch {
    return false;
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exit;
  clearTimeout(late);
}

function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

/** The folder with the packages of the other gateways. */
export const others = path.join(projectRoot, 'bench', 'gateway', 'contestants');
const contestant = (file: string) => path.join(others, file);
/** Grafbase publishes its gateway for this platform alone. npm leaves it out on others. */
const grafbaseProgram = path.join(others, 'node_modules', '@grafbase', 'cli-x86_64-unknown-linux-musl', 'grafbase');

/** Installs the other gateways, unless they are installed. */
export function installContestants(): void {
  if (existsSync(path.join(others, 'node_modules'))) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: others, stdio: 'inherit' });
}

export interface Files {
  /** Our supergraph, and the same one without authorization directives. */
  own: string;
  plain: string;
  /** Whether our gateway serves it as the platform's own. */
  isOwn: boolean;
  /** The configuration of Grafbase's gateway. */
  grafbase: string;
  /** The requests and answers of the floor. */
  floor: string;
  /** The subgraphs, with their schemas. */
  services: { name: string; url: string; schema: string }[];
  /** Where traces are sent to. */
  collector: string;
  /** The URL of the database that counts are stored in. */
  registry: string;
  /** The folder of another copy of the project, whose gateway is measured too. */
  beside: string | undefined;
}

/** The whole load comes from one address and a few accounts, and keeps the gateway busy all the time. */
const unreached = {
  OVERLOAD_DELAY_MILLISECONDS: '10000',
  ADDRESS_REQUESTS_PER_MINUTE: '1000000000',
  ACCOUNT_REQUESTS_PER_MINUTE: '1000000000',
  ADDRESS_COST_PER_MINUTE: '1000000000000',
  ACCOUNT_COST_PER_MINUTE: '1000000000000',
};

/** Returns the commands of all gateways. Ours starts as `npm run gateway` starts it. */
export function gatewayCommands(
  { own, plain, isOwn, floor, grafbase, services, collector, registry, beside }: Files,
  environment: Record<string, string>,
): GatewayCommand[] {
  const gatewayOf = (root: string) => (port: number) => [
    ...['--max-semi-space-size=32', path.join(root, 'gateway', 'main.ts'), '--port', String(port)],
    ...(isOwn ? [] : ['--supergraph', own]),
  ];
  const ours = gatewayOf(projectRoot);
  // It need not wait for a load balancer when it stops.
  const settings = { ...environment, ...unreached, DRAIN_SECONDS: '0', ...(isOwn ? { SUPERGRAPH: own } : {}) };
  const alone = { ...settings, SHARE_QUERIES: 'false' };
  const hive = path.join(others, 'node_modules', '.bin', 'hive-gateway');
  const hiveArguments = (port: number) => ['-p', String(port), '-h', '127.0.0.1', '-c', contestant('hive.config.js')];
  return [
    { name: 'ours', command: ours, environment: settings, isUsual: true },
    ...(beside ? [{ name: 'beside', command: gatewayOf(beside), environment: settings, isUsual: true }] : []),
    { name: 'ours, alone', command: ours, environment: alone, isUsual: true },
    { name: 'ours, tracing', command: ours, environment: { ...alone, OTEL_EXPORTER_OTLP_ENDPOINT: collector } },
    { name: 'ours, counting', command: ours, environment: { ...alone, REGISTRY_DATABASE_URL: registry } },
    { name: 'apollo', command: (port) => [contestant('apollo.js'), plain, String(port)], isUsual: true },
    {
      name: 'grafbase',
      program: grafbaseProgram,
      command: (port) => ['dev', '-c', grafbase, '--listen-address', `127.0.0.1:${port}`],
      isUsual: true,
    },
    { name: 'hive', command: (port) => [hive, 'supergraph', plain, ...hiveArguments(port)] },
    {
      name: 'hive, rust planner',
      command: (port) => [hive, 'supergraph', plain, '--hive-router-runtime', ...hiveArguments(port)],
    },
    {
      name: 'mercurius',
      command: (port) => [contestant('mercurius.js'), JSON.stringify(services), String(port)],
    },
    { name: 'floor', command: (port) => [contestant('floor.js'), floor, String(port)], isUsual: true },
  ];
}
