import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';
import { freePort } from '#test-kit/free-port.ts';
import { installContestants, isOurs } from './gateway/contestants.ts';
import { ratiosOf } from './gateway/ratios.ts';
import { ownCore, runScenario } from './gateway/run-scenario.ts';
import { allScenarios } from './gateway/scenarios.ts';
import { printReport, type Report, spreadOf, writeReport } from './report.ts';

const args = process.argv.slice(2);
const { values } = parseArgs({
  args,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    /** Names of gateways, separated by semicolons. A report is written then only under a name of its own. */
    only: { type: 'string' },
    /** Names of scenarios, separated by semicolons. */
    scenarios: { type: 'string' },
    /** The name of the report. */
    report: { type: 'string' },
    /** The folder of another copy of the project, whose gateway is measured too. */
    beside: { type: 'string' },
    /** Prints the self times of ours, or of the gateways in `only`. */
    profile: { type: 'boolean', default: false },
  },
});
const chosen = values.only?.split(';') ?? (values.profile ? ['ours'] : undefined);
const only = chosen && values.beside ? [...new Set([...chosen, 'beside'])] : chosen;
const rounds = Number(values.rounds);
const isPart = only !== undefined || values.beside !== undefined || values.scenarios !== undefined;
const scenarios = (await allScenarios()).filter(
  ({ name }) => !values.scenarios || values.scenarios.split(';').includes(name),
);

const measured = new Map<string, Record<string, number>[]>();
/** The gateways that are not measured, with the reasons. */
const leftOut = new Map<string, string>();

if (!only?.every(isOurs)) installContestants();
execFileSync('taskset', ['-cp', String(ownCore), String(process.pid)], { stdio: 'ignore' });
const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), port: await freePort() });
try {
  for (const scenario of scenarios) {
    await runScenario(scenario, {
      milliseconds: Number(values.seconds) * 1_000,
      rounds,
      only,
      profile: values.profile,
      beside: values.beside,
      folder: path.join(folder, scenario.name),
      postgres: postgres.url,
      onRound: (contestant, figures) => {
        const row = `${scenario.name}: ${contestant}`;
        measured.set(row, [...(measured.get(row) ?? []), figures]);
      },
      onLeftOut: (contestant, reason) => leftOut.set(`${scenario.name}: ${contestant}`, reason),
    });
  }
  const report: Report = {
    command: ['npm run bench:gateway', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    rounds,
    rows: [
      ...[...measured].map(([name, each]) => ({
        name,
        ...Object.fromEntries(
          Object.keys(each[0] ?? {}).map((figure) => [figure, spreadOf(each.map((one) => one[figure] ?? 0))]),
        ),
      })),
      ...[...leftOut].map(([name, reason]) => ({ name, 'left out': reason })),
    ],
    ratios: Object.assign({}, ...scenarios.map(({ name }) => ratiosOf(measured, name))),
  };
  if (isPart && !values.report) printReport(report);
  else await writeReport(values.report ?? 'gateway', report);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
