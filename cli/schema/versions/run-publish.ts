import path from 'node:path';
import type { Environment } from '#platform/settings.ts';
import { CannotRun } from '../cannot-run.ts';
import type { VerdictOptions } from '../check/check-schema.ts';
import type { Format } from '../report/formats.ts';
import { printable } from '../report/printable.ts';
import { reportAs } from '../report/report.ts';
import { earlierCandidate, type TeamSchema, teamCandidate, workingTreeCandidate } from './candidates.ts';
import { authorOf } from './origin.ts';
import { type Candidate, type PublishInput, publishVersion } from './publish-version.ts';
import { publishedLine } from './published-line.ts';
import { registryStore } from './registry-store.ts';
import { readNamedVersion } from './version-source.ts';
import { writeSupergraphFile } from './write-supergraph-file.ts';

/** The options of a publication. */
export interface PublishOptions {
  /** Who publishes; by default git's user. */
  by: string | undefined;
  /** The file that the supergraph is written to. */
  out: string | undefined;
  format: Format;
  verdict: VerdictOptions;
}

/** Publishes the schemas of the working tree below `root`, or that of one subgraph. Returns the exit code. */
export async function runPublish(
  root: string,
  environment: Environment,
  team: TeamSchema | null,
  options: PublishOptions,
): Promise<0 | 1 | 2> {
  const prepare: PublishInput['prepare'] = (newest) =>
    team ? teamCandidate(root, team, newest) : workingTreeCandidate(root);
  return run(root, environment, { prepare, force: false, advice: '' }, options);
}

/** Publishes the schemas of an earlier version again. Returns the exit code. */
export async function runRollback(
  root: string,
  environment: Environment,
  { version, force }: { version: string; force: boolean },
  options: PublishOptions,
): Promise<0 | 1 | 2> {
  let earlier: Promise<Candidate> | undefined;
  const prepare: PublishInput['prepare'] = () => {
    earlier ??= readNamedVersion(environment, version).then(earlierCandidate);
    return earlier;
  };
  const advice = ': --force publishes it in spite of that';
  return run(root, environment, { prepare, force, advice }, options);
}

async function run(
  root: string,
  environment: Environment,
  { prepare, force, advice }: Pick<PublishInput, 'prepare' | 'force'> & { advice: string },
  { by, out, format, verdict }: PublishOptions,
): Promise<0 | 1 | 2> {
  let failure = 'could not publish:';
  try {
    const publishedBy = await authorOf(root, by);
    const store = await registryStore(environment);
    const now = () => new Date();
    const publishing = await publishVersion(root, { store, prepare, publishedBy, now, force }, verdict);
    if (publishing.outcome !== 'unchanged') print(reportAs(format, publishing.check));
    if (publishing.outcome === 'refused') {
      console.error(`the check failed, so nothing was published${advice}`);
      return 1;
    }
    // The other formats are for programs, which read the report alone.
    const say = format === 'text' ? print : (line: string) => console.error(line);
    say(printable(publishedLine(publishing)));
    failure = 'could not write the supergraph:';
    if (out !== undefined) {
      await writeSupergraphFile(path.resolve(out), publishing.version.supergraphSdl);
      say(`wrote ${out}`);
    }
    return 0;
  } catch (error) {
    console.error(failure, error instanceof CannotRun ? error.message : error);
    return 2;
  }
}

function print(text: string): void {
  if (text !== '') console.log(text);
}
