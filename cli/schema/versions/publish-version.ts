import { exceededVersionBound } from '../../../registry/versions/bounds.ts';
import type { NewVersion, PublishedVersion } from '../../../registry/versions/published-version.ts';
import { CannotRun } from '../cannot-run.ts';
import {
  type Compared,
  type ComposedSubgraphs,
  checkAgainst,
  type SchemaCheck,
  type VerdictOptions,
} from '../check/check-schema.ts';
import type { Origin } from './origin.ts';
import { sourceOf } from './version-source.ts';

/** Publications of others, one after the other, that a publisher lets pass before it gives up. */
export const maxAttempts = 10;

/** The published versions. */
export interface VersionStore {
  /** The newest version; null before the first. */
  newest(): Promise<PublishedVersion | null>;
  /** Stores a version. Returns false, and stores nothing, if there is one with this number. */
  store(version: NewVersion): Promise<boolean>;
}

/** What is to become the next version. */
export interface Candidate extends ComposedSubgraphs, Origin {
  approvals: string | null;
  restoredVersion: number | null;
}

export interface PublishInput {
  store: VersionStore;
  /** Makes the next version, given the newest. It is called again when another publisher was faster. */
  prepare(newest: PublishedVersion | null): Promise<Candidate>;
  publishedBy: string;
  now: () => Date;
  /** Publishes in spite of the check. */
  force: boolean;
}

/** What became of a publication. */
export type Publishing =
  | { outcome: 'published'; version: NewVersion; before: PublishedVersion | null; check: Compared }
  /** The newest version is the same. */
  | { outcome: 'unchanged'; version: PublishedVersion }
  | { outcome: 'refused'; check: SchemaCheck };

/**
 * Publishes the next version, if the check finds that it may replace the newest one. When another publisher stores that number meanwhile, the
 * check runs again, against the version of the other.
 *
 * @throws CannotRun when the check cannot run, the version exceeds a bound, or others publish all the time.
 */
export async function publishVersion(
  root: string,
  { store, prepare, publishedBy, now, force }: PublishInput,
  options: VerdictOptions,
): Promise<Publishing> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const before = await store.newest();
    const candidate = await prepare(before);
    if (before && isSame(before, candidate)) return { outcome: 'unchanged', version: before };
    const base = before ? sourceOf(before) : { label: 'The registry', supergraphSdl: null };
    const check = await checkAgainst(root, base, candidate, options);
    const { composition, commit, isDirty, approvals, restoredVersion } = candidate;
    if (check.outcome !== 'compared' || !('supergraphSdl' in composition)) return { outcome: 'refused', check };
    if (!check.ok && !force) return { outcome: 'refused', check };
    const version: NewVersion = {
      number: (before?.number ?? 0) + 1,
      publishedAt: now(),
      publishedBy,
      commit,
      isDirty,
      restoredVersion,
      isForced: !check.ok,
      subgraphs: candidate.subgraphs.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })),
      supergraphSdl: composition.supergraphSdl,
      approvals,
    };
    const exceeded = exceededVersionBound(version);
    if (exceeded !== null) throw new CannotRun(`the version cannot be stored: ${exceeded}`);
    if (await store.store(version)) return { outcome: 'published', version, before, check };
  }
  throw new CannotRun(`others published ${maxAttempts} versions meanwhile: try again`);
}

/** Whether the candidate has the schemas and the supergraph of a version. */
function isSame(version: PublishedVersion, { subgraphs, composition }: Candidate): boolean {
  if (!('supergraphSdl' in composition) || composition.supergraphSdl !== version.supergraphSdl) return false;
  return (
    subgraphs.length === version.subgraphs.length &&
    subgraphs.every(({ name, url, typeDefs }) =>
      version.subgraphs.some((each) => each.name === name && each.url === url && each.typeDefs === typeDefs),
    )
  );
}
