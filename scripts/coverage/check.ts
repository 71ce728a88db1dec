// Compares what the tests ran with `floor.json`; with --write, sets the floor to it. Takes the folder of a recorded run, or runs every test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '#platform/settings.ts';
import { reportFaults } from '../report-faults.ts';
import { coverageFaults, floorOf, percentage } from './floor.ts';
import { type Coverage, measureCoverage } from './measure.ts';

const floorFile = path.join(import.meta.dirname, 'floor.json');

/** Runs every test with a recorder. */
function recordTests(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'masar-coverage-'));
  const { status } = spawnSync('npm', ['run', 'test:coverage'], {
    cwd: projectRoot,
    env: { ...process.env, COVERAGE_DIR: folder },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  return folder;
}

function summary({ functions, lines, unreached }: Coverage): string {
  const count = (kind: string, { reached, total }: typeof lines) =>
    `${percentage({ reached, total })} % of ${total} ${kind}`;
  return `the tests run ${count('functions', functions)} and ${count('lines', lines)}; not of ${unreached.length} files`;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});
const folder = positionals[0] ?? recordTests();
const coverage = await measureCoverage(projectRoot, folder);
if (!positionals[0]) rmSync(folder, { recursive: true });
if (values.write) await writeFile(floorFile, `${JSON.stringify(floorOf(coverage), null, 2)}\n`);
const floor = JSON.parse(await readFile(floorFile, 'utf8'));
console.log(summary(coverage));
for (const file of coverage.unreached) console.log(`  ${file}`);
reportFaults(
  coverageFaults(coverage, floor),
  `the floor is ${floor.functions} % of the functions, ${floor.lines} % of the lines`,
);
