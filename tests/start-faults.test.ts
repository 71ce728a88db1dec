import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { freePort, freePorts } from '#test-kit/free-port.ts';
import { command, killCommands, pathWithoutProjectNode } from '#test-kit/process.ts';
import { copyProject } from '#test-kit/project-copy.ts';
import { lastPortOffset } from '../subgraphs/list.ts';

let folder: string;
let port: number;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-start-faults-'));
  [port] = (await freePorts(lastPortOffset + 1)) as [number];
});

afterEach(killCommands);

afterAll(() => fs.rm(folder, { recursive: true, force: true }));

async function run(args: string[], environment: Record<string, string>) {
  const started = command(
    'node',
    args,
    { DATA_DIR: folder, PORT: String(port), ...environment },
    { input: 'secret-pw' },
  );
  return { code: await started.exited(), printed: started.output() };
}

const commands = {
  'npm start': ['cli/main.ts', 'start'],
  'a subgraph': ['cli/main.ts', 'subgraph', 'users'],
  'masar migrate': ['cli/main.ts', 'migrate', 'status'],
  'masar seed': ['cli/main.ts', 'seed'],
  'masar events': ['cli/main.ts', 'events', 'stats'],
  'masar keys': ['cli/main.ts', 'keys', 'rotate'],
  'masar admin': ['cli/main.ts', 'admin', 'create', '--email', 'a@masar.test'],
};

test.each(Object.entries(commands))(
  '%s says in one line that its database does not answer',
  async (_name, args) => {
    const at = `127.0.0.1:${await freePort()}`;
    const { code, printed } = await run(args, {
      DATABASE_URL: `postgres://u:never-shown@${at}`,
      DATABASE_WAIT_TRIES: '1',
    });
    const [line, ...others] = printed.trim().split('\n');
    expect([code, line, others]).toEqual([
      1,
      expect.stringContaining(`The database at ${at} cannot be used: no server`),
      [],
    ]);
    expect(printed).not.toContain('never-shown');
  },
  60_000,
);

test.each(['npm start', 'masar migrate'] as const)(
  '%s says in one line that DATABASE_URL is no URL',
  async (name) => {
    const { code, printed } = await run(commands[name], { DATABASE_URL: 'u:never-shown@somewhere' });
    const fault = 'DATABASE_URL: must be a URL that begins with postgres:// or postgresql://';
    expect([code, printed]).toEqual([1, `The settings have a fault:\n  ${fault}\n`]);
  },
  60_000,
);

test('masar keys reports every fault of the settings at once', async () => {
  const { code, printed } = await run(['cli/main.ts', 'keys', 'rotate'], { NODE_ENV: 'production' });
  expect([code, printed.match(/^ {2}[A-Z_]+/gm)]).toEqual([1, ['  DATABASE_URL', '  AUTH_KEY_SECRET']]);
});

test('npm run dev reports every fault of the settings at once, those of subgraphs too', async () => {
  const wrong = { LOG_LEVEL: 'loud', BOOKING_APPROVAL_MINUTES: '-1', PLANNING_WORKERS: 'many' };
  const { code, printed } = await run(['cli/main.ts', 'dev'], wrong);
  const named = printed.match(/^ {2}[A-Z_]+/gm)?.map((name) => name.trim());
  expect([code, named]).toEqual([1, ['LOG_LEVEL', 'PLANNING_WORKERS', 'BOOKING_APPROVAL_MINUTES']]);
}, 60_000);

test('npm start and masar say to run npm ci before anything is installed, on every Node', async () => {
  const clone = path.join(folder, 'clone');
  await copyProject(clone);
  const environment = { PATH: pathWithoutProjectNode(), npm_config_cache: path.join(folder, 'npm') };
  for (const [file, ...args] of [
    ['npm', '--silent', 'start'],
    ['npx', 'masar', 'start'],
    ['node', 'cli/masar.js', 'start'],
    [process.execPath, 'cli/masar.js', 'start'],
  ] as const) {
    const started = command(file, args, environment, { cwd: clone });
    expect([await started.exited(), started.output()]).toEqual([
      1,
      `masar: the packages of the project are not installed. Run \`npm ci\` in ${clone} first.\n`,
    ]);
  }
}, 60_000);
