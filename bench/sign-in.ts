import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { freePorts } from '#test-kit/free-port.ts';
import { command } from '#test-kit/process.ts';
import { lastPortOffset } from '../subgraphs/list.ts';
import { percentile, type Row, ratioOf, spreadOf, writeReport } from './report.ts';
import { guessPasswords, signInByCode } from './sign-in/requests.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '4' } } });
const rounds = Number(options.rounds);
const attackers = 40;
/** Milliseconds for which each case is measured in a round, and those before it in which the attack begins. */
const measured = 6_000;
const settling = 2_000;

/** Attackers that wait for as long as a refusal says, and attackers that do not. */
const attacks = { patient: true, hammering: false };
const cases = ['alone', 'patient', 'hammering'] as const;
type Case = (typeof cases)[number];

interface Round {
  p50: number;
  p99: number;
  /** Guesses in a second. */
  wrong: number;
  refused: number;
}

/** Signs in by code while nobody else does, or under an attack. Throws unless passwords were compared meanwhile. */
async function measure(pool: Pool, url: string, which: Case): Promise<Round> {
  if (which === 'alone') return figures(await signInByCode(pool, measured));
  const guessing = new Pool(url, { connections: attackers });
  const stop = new AbortController();
  const attack = Promise.all(
    Array.from({ length: attackers }, () => guessPasswords(guessing, stop.signal, attacks[which])),
  );
  await sleep(settling);
  const start = performance.now();
  const times = await Promise.race([signInByCode(pool, measured), attack.then(() => [])]);
  const seconds = (performance.now() - start + settling) / 1_000;
  stop.abort();
  const guesses = await attack;
  await guessing.close();
  const sum = (kind: 'wrong' | 'refused') => guesses.reduce((total, each) => total + each[kind], 0) / seconds;
  const [wrong, refused] = [sum('wrong'), sum('refused')];
  if (wrong === 0) throw new Error('no password was compared');
  return { ...figures(times), wrong, refused };
}

const figures = (times: readonly number[]): Round => ({
  p50: percentile(times, 0.5),
  p99: percentile(times, 0.99),
  wrong: 0,
  refused: 0,
});

/** Measures how long it takes to sign in by code, alone and while passwords are guessed over many connections, in alternation. */
async function run(url: string): Promise<void> {
  const pool = new Pool(url, { connections: 1 });
  await signInByCode(pool, measured);
  const results: Record<Case, Round[]> = { alone: [], patient: [], hammering: [] };
  for (let round = 0; round < rounds; round++) {
    for (const each of cases) results[each].push(await measure(pool, url, each));
  }
  await pool.close();
  const of = (which: Case, figure: keyof Round) => results[which].map((each) => each[figure]);
  const row = (which: Case): Row => ({
    name: `a sign-in by code, ${which}`,
    p50: spreadOf(of(which, 'p50')),
    p99: spreadOf(of(which, 'p99')),
    guessesComparedPerSecond: spreadOf(of(which, 'wrong')),
    guessesRefusedPerSecond: spreadOf(of(which, 'refused')),
  });
  await writeReport('sign-in', {
    command: 'npm run bench:sign-in',
    rounds,
    rows: cases.map(row),
    ratios: {
      patientP99: ratioOf(of('patient', 'p99'), of('alone', 'p99')),
      hammeringP99: ratioOf(of('hammering', 'p99'), of('alone', 'p99')),
    },
  });
}

const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-bench-'));
const [port = 0] = await freePorts(lastPortOffset + 2);
const environment = { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'error' };
const platform = command(process.execPath, ['cli/main.ts', 'start'], environment);
try {
  await platform.prints('Masar Eagle is ready.', 120_000);
  await run(`http://127.0.0.1:${port}`);
} finally {
  platform.signal('SIGTERM');
  await platform.exited();
  await fs.rm(dataDir, { recursive: true, force: true });
}
