import { compareAccess } from './access/compare-access.ts';
import { compareApis } from './api/compare-api.ts';
import { TypeUses } from './api/type-uses.ts';
import { compareCosts } from './federation/compare-costs.ts';
import { compareKeys } from './federation/compare-keys.ts';
import { compareMarks } from './federation/compare-marks.ts';
import { compareOwners } from './federation/compare-owners.ts';
import { compareSubgraphs } from './federation/compare-subgraphs.ts';
import type { SchemaChange, Severity } from './schema-change.ts';
import { ComparedSupergraph } from './supergraph.ts';

/**
 * Returns the differences between two supergraphs, ordered by severity, then by path: those of the schema that clients see, of who may see
 * what, of what an operation costs, and of what the subgraphs have to do with each other.
 */
export async function compareSupergraphs(beforeSdl: string, afterSdl: string): Promise<SchemaChange[]> {
  if (beforeSdl === afterSdl) return [];
  const [before, after] = [new ComparedSupergraph(beforeSdl), new ComparedSupergraph(afterSdl)];
  const uses = new TypeUses(before.apiSchema);
  const api = (await compareApis(before.apiSchema, after.apiSchema)).map((change) => explain(change, before, after));
  return [
    ...api,
    ...compareAccess(before, after),
    ...compareSubgraphs(before, after),
    ...compareKeys(before, after),
    ...compareOwners(before, after),
    ...compareCosts(before, after, uses),
    ...compareMarks(before, after, api),
  ].sort(bySeverityThenPath);
}

/** Says of what clients no longer see, or see now, that the subgraphs have it and `@inaccessible` decides. */
function explain(change: SchemaChange, before: ComparedSupergraph, after: ComparedSupergraph): SchemaChange {
  const { code, path, message } = change;
  const isHidden =
    code.endsWith('_REMOVED') && !before.apiLacks(path) && after.elements.has(path) && after.apiLacks(path);
  if (isHidden) return { ...change, message: `${message}: it is @inaccessible now` };
  const isShown = code.endsWith('_ADDED') && before.elements.has(path) && before.apiLacks(path);
  return isShown ? { ...change, message: `${message}: it is no longer @inaccessible` } : change;
}

const order: readonly Severity[] = ['breaking', 'dangerous', 'safe'];

function bySeverityThenPath(one: SchemaChange, other: SchemaChange): number {
  return (
    order.indexOf(one.severity) - order.indexOf(other.severity) ||
    compareTexts(one.path, other.path) ||
    compareTexts(one.code, other.code) ||
    compareTexts(one.message, other.message)
  );
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
